using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Services;

/// <summary>The whole broker's counters.</summary>
/// <param name="Connections">Connections and sessions.</param>
/// <param name="Packets">Control packets by type.</param>
/// <param name="Messages">Application messages by QoS.</param>
/// <param name="Subscriptions">Subscriptions.</param>
/// <param name="RetainedCurrent">Retained messages now.</param>
/// <param name="RetainedBytes">Bytes of the retained messages now.</param>
public sealed record GlobalStats(
    ConnectionStats Connections, PacketStats Packets, MessageStats Messages, SubscriptionStats Subscriptions, long RetainedCurrent, long RetainedBytes)
{
    /// <summary>Bytes of control packets by type, in the same shape as their numbers.</summary>
    public required PacketStats PacketBytes { get; init; }

    /// <summary>Bytes of all messages that wait in queues now.</summary>
    public long QueuedBytes { get; init; }

    /// <summary>What became of every message that a session was handed.</summary>
    public DeliveryBalance Balance { get; init; } = new(0, 0, 0, 0);

    /// <summary>How CONNECTs that came as far as authentication ended; only outcomes that occurred.</summary>
    public IReadOnlyList<AuthenticationCount> Authentications { get; init; } = [];

    /// <summary>
    /// How long messages took through the broker: from the network's word that something of the publisher can be read to the send that hands the message to the subscriber's
    /// network, an upper bound for what is sent at once; the time of a hook that waits is not in it. What had to wait in a queue is measured by a clock that moves ten times a second.
    /// Retained messages for new subscriptions and messages that are sent again do not count.
    /// </summary>
    public required LatencyHistogram Delivery { get; init; }
}

/// <summary>How often an authentication ended in one way.</summary>
/// <param name="Method">How the client authenticated.</param>
/// <param name="ReasonCode">The CONNACK's reason: <see cref="ReasonCode.Success"/> let it in; for a 3.x client what 5.0 would have said.</param>
/// <param name="Count">How often.</param>
public sealed record AuthenticationCount(AuthenticationKind Method, ReasonCode ReasonCode, long Count);

/// <summary>How a client authenticates.</summary>
public enum AuthenticationKind
{
    /// <summary>Nobody vouched for it, or it named nobody.</summary>
    Anonymous,

    /// <summary>User name and password, or what else a plugin's OnBasicAuth goes by.</summary>
    Basic,

    /// <summary>An exchange of AUTH packets.</summary>
    Enhanced,
}

/// <summary>How long something took, how often.</summary>
/// <param name="Buckets">Cumulative, ascending: each counts what took no longer than its limit.</param>
/// <param name="Count">All of them, those beyond the last bucket included.</param>
/// <param name="Sum">The time of all of them together.</param>
public sealed record LatencyHistogram(IReadOnlyList<LatencyBucket> Buckets, long Count, TimeSpan Sum);

/// <summary>What took no longer than a limit.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Count">How many.</param>
public readonly record struct LatencyBucket(TimeSpan Limit, long Count);

/// <summary>One session's counters; they begin with the session.</summary>
/// <param name="Packets">Control packets by type.</param>
/// <param name="Messages">Application messages by QoS.</param>
/// <param name="Subscriptions">Subscriptions.</param>
public sealed record ClientStats(PacketStats Packets, MessageStats Messages, SubscriptionStats Subscriptions);

/// <summary>Connections and sessions.</summary>
/// <param name="ConnectedTotal">Clients that got a successful CONNACK.</param>
/// <param name="DisconnectedTotal">Of those, connections that ended.</param>
/// <param name="SessionCreatedTotal">Sessions made.</param>
/// <param name="SessionTerminatedNormal">Sessions that ended with their connection or by an administrator.</param>
/// <param name="SessionTerminatedTakenOver">Sessions that ended by a clean start.</param>
/// <param name="SessionTerminatedExpired">Sessions that expired.</param>
/// <param name="ActiveCurrent">Sessions with a connection now.</param>
/// <param name="InactiveCurrent">Sessions without a connection now.</param>
/// <param name="RefusedTotal">CONNECTs refused.</param>
public sealed record ConnectionStats(
    long ConnectedTotal,
    long DisconnectedTotal,
    long SessionCreatedTotal,
    long SessionTerminatedNormal,
    long SessionTerminatedTakenOver,
    long SessionTerminatedExpired,
    long ActiveCurrent,
    long InactiveCurrent,
    long RefusedTotal);

/// <summary>Control packets and bytes in both directions.</summary>
/// <param name="Received">From clients.</param>
/// <param name="Sent">To clients.</param>
public sealed record PacketStats(PacketCounts Received, PacketCounts Sent);

/// <summary>Control packets by type.</summary>
/// <param name="Connect">CONNECT.</param>
/// <param name="ConnAck">CONNACK.</param>
/// <param name="Publish">PUBLISH.</param>
/// <param name="PubAck">PUBACK.</param>
/// <param name="PubRec">PUBREC.</param>
/// <param name="PubRel">PUBREL.</param>
/// <param name="PubComp">PUBCOMP.</param>
/// <param name="Subscribe">SUBSCRIBE.</param>
/// <param name="SubAck">SUBACK.</param>
/// <param name="Unsubscribe">UNSUBSCRIBE.</param>
/// <param name="UnsubAck">UNSUBACK.</param>
/// <param name="PingReq">PINGREQ.</param>
/// <param name="PingResp">PINGRESP.</param>
/// <param name="Disconnect">DISCONNECT.</param>
/// <param name="Auth">AUTH.</param>
/// <param name="Bytes">Bytes of all of them.</param>
public sealed record PacketCounts(
    long Connect,
    long ConnAck,
    long Publish,
    long PubAck,
    long PubRec,
    long PubRel,
    long PubComp,
    long Subscribe,
    long SubAck,
    long Unsubscribe,
    long UnsubAck,
    long PingReq,
    long PingResp,
    long Disconnect,
    long Auth,
    long Bytes)
{
    /// <summary>All packets.</summary>
    public long Total => Connect + ConnAck + Publish + PubAck + PubRec + PubRel + PubComp + Subscribe + SubAck + Unsubscribe + UnsubAck
        + PingReq + PingResp + Disconnect + Auth;
}

/// <summary>Application messages.</summary>
/// <param name="QoS0">QoS 0.</param>
/// <param name="QoS1">QoS 1.</param>
/// <param name="QoS2">QoS 2.</param>
/// <param name="InflightCurrent">Sent and not fully acknowledged now.</param>
/// <param name="QueuedCurrent">Waiting to be sent now.</param>
public sealed record MessageStats(MessageCounts QoS0, MessageCounts QoS1, MessageCounts QoS2, long InflightCurrent, long QueuedCurrent);

/// <summary>Application messages of one QoS.</summary>
/// <param name="ReceivedTotal">Published by clients.</param>
/// <param name="SentTotal">Sent to clients, redeliveries included.</param>
/// <param name="Dropped">Dropped for a client, by reason.</param>
public sealed record MessageCounts(long ReceivedTotal, long SentTotal, IReadOnlyDictionary<DropReason, long> Dropped);

/// <summary>Subscriptions.</summary>
/// <param name="SubscriptionsTotal">Stored since the start.</param>
/// <param name="SubscriptionsCurrent">Now.</param>
public sealed record SubscriptionStats(long SubscriptionsTotal, long SubscriptionsCurrent);
