using System.Diagnostics.CodeAnalysis;
using Gmqtt.Broker.Routing;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Sessions;

/// <summary>What OnDeliver says to the messages of one session that are sent again or out of the queue. Guarded by the session's lock, except for the asking itself.</summary>
internal sealed class Clearance
{
    private DeliveryQuestion? _resend;
    private DeliveryQuestion? _queue;

    /// <summary>Asks about a message on its way from its publisher; without locks.</summary>
    internal static bool Allows(Peer peer, RoutedMessage message, QoS qos, bool retain, Batch batch) => batch.Hooks.Allows(
        peer.Client, new Delivery { TopicName = message.Topic.Name, Payload = message.Payload.Span, QoS = qos, Retain = retain, PublisherId = message.PublisherId });

    /// <summary>Asks about a message that waits; without locks.</summary>
    internal static bool Allows(Peer peer, in OutboundMessage message, Batch batch) => batch.Hooks.Allows(
        peer.Client,
        new Delivery
        {
            TopicName = message.Message.TopicName,
            Payload = message.Message.Payload.Span,
            QoS = message.QoS,
            Retain = message.Retain,
            PublisherId = message.Message.PublisherId,
        });

    /// <summary>Whether a message in flight may be sent again; null when that has to be asked first.</summary>
    internal bool? OfResend(in OutboundMessage message, Batch batch) => Of(ref _resend, message, batch);

    /// <summary>Whether a message of the queue may be sent.</summary>
    internal bool? OfQueued(in OutboundMessage message, Batch batch) => Of(ref _queue, message, batch);

    /// <summary>Whether a retained message may be sent.</summary>
    internal static bool? OfReplay(RetainedReplay replay, in OutboundMessage message, Batch batch) => Of(ref replay.Question, message, batch);

    /// <summary>What has to be asked now, if anything, with a reference to its message.</summary>
    internal bool TryTake(RetainedReplay? replay, [NotNullWhen(true)] out DeliveryQuestion? question, out OutboundMessage about)
    {
        question = null;
        about = default;
        if (_resend?.TryTake(out about) == true) question = _resend;
        else if (replay?.Question?.TryTake(out about) == true) question = replay.Question;
        else if (_queue?.TryTake(out about) == true) question = _queue;
        return question is not null;
    }

    /// <summary>Another connection is asked about anew.</summary>
    internal void Forget() => (_resend, _queue) = (null, null);

    private static bool? Of(ref DeliveryQuestion? question, in OutboundMessage message, Batch batch)
        => batch.Hooks.OnDeliver is null ? true : (question ??= new DeliveryQuestion()).Verdict(message);
}
