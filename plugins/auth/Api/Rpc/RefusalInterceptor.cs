using Gmqtt.Auth.Files;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Gmqtt.Auth.Api.Rpc;

/// <summary>Tells a gRPC client what a REST client is told in a problem document: the status, the sentence, and the field in the trailer <c>field</c>.</summary>
internal sealed class RefusalInterceptor : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (RequestRefusedException refused)
        {
            var trailers = new Metadata();
            if (refused.Field is { } field) trailers.Add("field", field);
            throw new RpcException(new Status(refused.GrpcStatus, refused.Field is null ? refused.Message : $"{refused.Field}: {refused.Message}"), trailers);
        }
        catch (Exception broken) when (broken is FileProblemException or IOException or UnauthorizedAccessException)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, $"nothing has changed: {broken.Message}"));
        }
    }
}
