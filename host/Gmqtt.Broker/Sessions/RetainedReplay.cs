using System.Diagnostics.CodeAnalysis;
using Gmqtt.Broker.Routing;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// The retained messages a new subscription is owed. Pulled one at a time as the client takes them, never copied into its queue: a filter that matches a million
/// of them costs no memory and overflows nothing. Each is read when its turn comes, so that nobody gets a value that has been replaced.
/// </summary>
internal sealed class RetainedReplay
{
    private readonly IEnumerator<StoredMessage> _messages;
    private StoredMessage? _next;

    internal RetainedReplay(RetainedTree retained, Subscription subscription)
    {
        _messages = retained.Match(subscription.TopicFilter).GetEnumerator();
        FullTopicFilter = subscription.FullTopicFilter;
        QoS = subscription.QoS;
        SubscriptionIds = subscription.SubscriptionId == 0 ? [] : [(uint)subscription.SubscriptionId];
    }

    /// <summary>What OnDeliver says to the next message.</summary>
    internal DeliveryQuestion? Question;

    internal string FullTopicFilter { get; }

    internal QoS QoS { get; }

    internal uint[] SubscriptionIds { get; }

    internal QoS Limit(QoS published) => published < QoS ? published : QoS;

    /// <summary>The next message, the same one until it is <see cref="Taken"/>.</summary>
    internal bool TryPeek([MaybeNullWhen(false)] out StoredMessage message)
    {
        if (_next is null && _messages.MoveNext()) _next = _messages.Current;
        message = _next;
        return message is not null;
    }

    internal void Taken() => _next = null;
}
