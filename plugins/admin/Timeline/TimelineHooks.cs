using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Admin.Timeline;

/// <summary>
/// Feeds the timeline. The plugin stands outermost: it lets the others decide and then writes down what they decided. None of these is called for each message but the one that
/// tells of drops.
/// </summary>
internal sealed class TimelineHooks(ClientTimeline timeline)
{
    internal OnAccept Accept(OnAccept next) => async (request, cancellationToken) =>
    {
        var isLetIn = await next(request, cancellationToken);
        if (!isLetIn) timeline.Add("", EventTypes.AcceptDenied, detail: $"listener {request.Listener}", remoteAddress: request.RemoteEndPoint?.ToString() ?? "");
        return isLetIn;
    };

    internal OnConnected Connected(OnConnected next) => (client, cancellationToken) =>
    {
        timeline.Add(client, EventTypes.Connected, detail: $"MQTT {(client.Version == ProtocolVersion.V5 ? "5.0" : client.Version == ProtocolVersion.V311 ? "3.1.1" : "3.1")}, listener {client.Listener}");
        return next(client, cancellationToken);
    };

    internal OnSessionCreated SessionCreated(OnSessionCreated next) => (client, cancellationToken) =>
    {
        timeline.Add(client, EventTypes.SessionCreated);
        return next(client, cancellationToken);
    };

    internal OnSessionResumed SessionResumed(OnSessionResumed next) => (client, cancellationToken) =>
    {
        timeline.Add(client, EventTypes.SessionResumed);
        return next(client, cancellationToken);
    };

    internal OnSessionTerminated SessionTerminated(OnSessionTerminated next) => (clientId, reason, cancellationToken) =>
    {
        timeline.Add(clientId, EventTypes.SessionTerminated, detail: reason switch
        {
            SessionTerminatedReason.TakenOver => "taken_over",
            SessionTerminatedReason.Expired => "expired",
            _ => "normal",
        });
        return next(clientId, reason, cancellationToken);
    };

    internal OnClosed Closed(OnClosed next) => (client, reason, cancellationToken) =>
    {
        var by = reason.ByClient ? "by the client" : "by the broker";
        timeline.Add(client, EventTypes.Disconnected, reason.Code, reason.Detail is null ? by : $"{by}: {reason.Detail}");
        return next(client, reason, cancellationToken);
    };

    internal OnWillPublish WillPublish(OnWillPublish next) => async (clientId, request, cancellationToken) =>
    {
        await next(clientId, request, cancellationToken);
        if (request.IsDropped) timeline.Add(clientId, EventTypes.WillDenied, detail: request.Message.TopicName);
    };

    internal OnWillPublished WillPublished(OnWillPublished next) => (clientId, message, cancellationToken) =>
    {
        timeline.Add(clientId, EventTypes.WillPublished, detail: message.TopicName);
        return next(clientId, message, cancellationToken);
    };

    internal OnSubscribe Subscribe(OnSubscribe next) => async (client, request, cancellationToken) =>
    {
        await next(client, request, cancellationToken);
        foreach (var item in request.Items)
        {
            if (item.RejectedWith is { } code) timeline.Add(client, EventTypes.SubscribeDenied, code, Said(item.RequestedFilter, request.ReasonString));
        }
    };

    internal OnSubscribed Subscribed(OnSubscribed next) => (client, subscription, cancellationToken) =>
    {
        timeline.Add(client, EventTypes.Subscribed, detail: $"{subscription.FullTopicFilter} QoS {(int)subscription.QoS}");
        return next(client, subscription, cancellationToken);
    };

    internal OnUnsubscribe Unsubscribe(OnUnsubscribe next) => async (client, request, cancellationToken) =>
    {
        await next(client, request, cancellationToken);
        foreach (var item in request.Items)
        {
            if (item.RejectedWith is { } code) timeline.Add(client, EventTypes.UnsubscribeDenied, code, Said(item.RequestedFilter, request.ReasonString));
        }
    };

    internal OnUnsubscribed Unsubscribed(OnUnsubscribed next) => (client, filter, cancellationToken) =>
    {
        timeline.Add(client, EventTypes.Unsubscribed, detail: filter);
        return next(client, filter, cancellationToken);
    };

    private static string Said(string filter, string? reason) => reason is null ? filter : $"{filter}: {reason}";
}
