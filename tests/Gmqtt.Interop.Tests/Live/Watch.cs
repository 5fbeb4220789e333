using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Interop.Tests.Live;

/// <summary>A plugin's view of the broker: tells tests what has happened, and refuses what is under <see cref="Forbidden"/>.</summary>
internal sealed class Watch
{
    /// <summary>Topics and filters that start with this are refused.</summary>
    public const string Forbidden = "forbidden/";

    /// <summary>Why, as clients get to read it.</summary>
    public const string Why = "nobody may have this topic";

    public Observed<(string ClientId, string? Username)> Authenticating { get; } = new("CONNECT packets");

    public Observed<(string ClientId, string Filter)> Subscribed { get; } = new("subscriptions");

    public Observed<(string ClientId, CloseReason Reason, long When)> Closed { get; } = new("connections that ended");

    public Observed<(string ClientId, string TopicName, DropReason Reason)> Dropped { get; } = new("dropped messages");

    public HookWrapper Hooks => new()
    {
        OnBasicAuth = next => (client, request, cancellationToken) =>
        {
            Authenticating.Add((client.ClientId, client.Username));
            return next(client, request, cancellationToken);
        },
        OnSubscribe = next => (client, request, cancellationToken) =>
        {
            foreach (var item in request.Items.Where(item => item.RequestedFilter.StartsWith(Forbidden, StringComparison.Ordinal)))
            {
                item.Reject(ReasonCode.NotAuthorized);
                request.ReasonString = Why;
            }

            return next(client, request, cancellationToken);
        },
        OnSubscribed = next => (client, subscription, cancellationToken) =>
        {
            Subscribed.Add((client.ClientId, subscription.FullTopicFilter));
            return next(client, subscription, cancellationToken);
        },
        OnMsgArrived = next => (client, request, cancellationToken) =>
        {
            if (request.TopicName.StartsWith(Forbidden, StringComparison.Ordinal)) request.Reject(ReasonCode.NotAuthorized, Why);
            return next(client, request, cancellationToken);
        },
        OnClosed = next => (client, reason, cancellationToken) =>
        {
            Closed.Add((client.ClientId, reason, TimeProvider.System.GetTimestamp()));
            return next(client, reason, cancellationToken);
        },
        OnMsgDropped = next => (clientId, message, reason) =>
        {
            Dropped.Add((clientId, message.TopicName, reason));
            next(clientId, message, reason);
        },
    };
}
