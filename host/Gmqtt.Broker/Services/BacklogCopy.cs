using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Sessions;
using Gmqtt.Clients;

namespace Gmqtt.Broker.Services;

/// <summary>Copies what a session has not got rid of yet: references under the session's lock, bytes outside of it.</summary>
internal static class BacklogCopy
{
    internal static IReadOnlyList<QueuedMessage> Of(Session session, int max)
    {
        var clock = session.Engine.Clock;
        var now = clock.Now;
        return session.Sender.Browse(max).ConvertAll(entry =>
        {
            var outbound = entry.Outbound;
            var message = outbound.Message is { } stored ? MessageShape.ToMessage(stored, outbound.QoS, outbound.Retain, now) : null;
            var isQueued = entry.State == InFlightState.Completed;
            var since = clock.ToUtc(isQueued ? outbound.Message!.ArrivedAt : entry.SentAt);
            outbound.Message?.Release();
            return new QueuedMessage(StateOf(entry.State), message, isQueued ? null : entry.PacketId, since);
        });
    }

    private static QueuedMessageState StateOf(InFlightState state) => state switch
    {
        InFlightState.Completed => QueuedMessageState.Queued,
        InFlightState.AwaitingPubComp => QueuedMessageState.Released,
        _ => QueuedMessageState.Sent,
    };
}
