using Gmqtt.Admin.Publishing;
using Gmqtt.Admin.Rpc.Api;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Gmqtt.Admin.Rpc;

/// <summary>Publishing over gRPC.</summary>
internal sealed class PublishRpc(Administration admin) : PublishService.PublishServiceBase
{
    public override async Task<Empty> Publish(Api.PublishRequest request, ServerCallContext context)
    {
        var asked = new Publishing.PublishRequest
        {
            TopicName = request.TopicName,
            Payload = request.Payload,
            PayloadBase64 = request.HasPayloadBytes ? request.PayloadBytes.ToByteArray() : null,
            Qos = request.Qos,
            Retained = request.Retained,
            ContentType = request.ContentType,
            CorrelationData = request.CorrelationData,
            CorrelationDataBase64 = request.HasCorrelationDataBytes ? request.CorrelationDataBytes.ToByteArray() : null,
            MessageExpiry = request.MessageExpiry,
            PayloadFormat = request.PayloadFormat,
            ResponseTopic = request.ResponseTopic,
            UserProperties = [.. request.UserProperties.Select(p => new KeyAndValue { K = p.K.ToByteArray(), V = p.V.ToByteArray() })],
        };
        await admin.Audit.RecordAsync(
            context.GetHttpContext(), "publish", request.TopicName, request.Retained ? "retained" : null, () => admin.Publisher.PublishAsync(asked, context.CancellationToken));
        return new Empty();
    }
}
