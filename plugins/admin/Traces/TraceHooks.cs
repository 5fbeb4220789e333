using Gmqtt.Admin.Messages;
using Gmqtt.Admin.Timeline;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Admin.Traces;

/// <summary>Shows traces the messages. Runs on the threads that read the network: a look at a few traces, and a copy for those that are interested.</summary>
internal sealed class TraceHooks(TraceSet traces, TimeProvider time)
{
    internal OnMsgArrived Arrived(OnMsgArrived next) => (client, request, cancellationToken) =>
    {
        var topic = request.TopicName;
        foreach (var trace in traces.Running)
        {
            if (trace.Covers(client.ClientId, topic)) return TracedAsync(next, client, request, cancellationToken);
        }

        return next(client, request, cancellationToken);
    };

    internal OnDelivered Delivered(OnDelivered next) => (client, message) =>
    {
        foreach (var trace in traces.Running)
        {
            if (trace.Covers(client.ClientId, message.TopicName)) trace.Add(Record("deliver", client.ClientId, message, trace.PayloadBytes));
        }

        next(client, message);
    };

    /// <summary>A message was dropped for somebody.</summary>
    internal void Dropped(string clientId, Message message, DropReason reason)
    {
        foreach (var trace in traces.Running)
        {
            if (trace.Covers(clientId, message.TopicName)) trace.Add(Record("drop", clientId, message, trace.PayloadBytes) with { Detail = DropSummary.Word(reason) });
        }
    }

    /// <summary>Something happened to somebody.</summary>
    internal void Happened(ClientEvent happened)
    {
        foreach (var trace in traces.Running)
        {
            if (trace.Covers(happened.ClientId))
                trace.Add(new TraceRecord { Seq = 0, At = happened.At, Type = happened.Type, ClientId = happened.ClientId, Code = happened.Code, Reason = happened.Reason, Detail = happened.Detail });
        }
    }

    /// <summary>What the other plugins say of the message is known when they have answered; what it was has to be copied before.</summary>
    private async ValueTask TracedAsync(OnMsgArrived next, IClient client, MsgArrivedRequest request, CancellationToken cancellationToken)
    {
        var message = request.Message;
        await next(client, request, cancellationToken);
        var (code, detail) = request.Rejection is { } rejection
            ? (rejection.Code, rejection.ReasonString ?? "rejected by a plugin")
            : (ReasonCode.Success, request.IsDropped ? "dropped by a plugin" : request.IsReplaced ? $"became {request.Message.TopicName}" : "");
        foreach (var trace in traces.Running)
        {
            if (trace.Covers(client.ClientId, message.TopicName))
                trace.Add(Record("publish_in", client.ClientId, message, trace.PayloadBytes) with { Code = (int)code, Reason = ClientEvent.Words(code), Detail = detail });
        }
    }

    private TraceRecord Record(string type, string clientId, Message message, int payloadBytes) => new()
    {
        Seq = 0,
        At = time.GetUtcNow(),
        Type = type,
        ClientId = clientId,
        TopicName = message.TopicName,
        Qos = (int)message.QoS,
        Retained = message.Retain,
        Payload = Payload.Of(message.Payload.Span, payloadBytes),
    };
}
