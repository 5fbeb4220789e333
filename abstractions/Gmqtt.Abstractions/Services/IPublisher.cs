using Gmqtt.Hooks;
using Gmqtt.Messages;

namespace Gmqtt.Services;

/// <summary>Publishes messages as the broker itself.</summary>
public interface IPublisher
{
    /// <summary>
    /// Publishes a message: it is validated, retained when <see cref="Message.Retain"/> is set, and routed to every matching subscription. OnMsgArrived is not called.
    /// Returns when every session has it (with a durable store: when it is stored).
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="route">Which subscriptions it may reach; null for all.</param>
    /// <param name="cancellationToken">Gives up waiting; the message may still be published.</param>
    /// <returns>What happened.</returns>
    /// <exception cref="MqttReasonException">The topic or a property is not valid, or a limit is reached.</exception>
    ValueTask<PublishResult> PublishAsync(Message message, RouteOptions? route = null, CancellationToken cancellationToken = default);
}

/// <summary>What became of a published message.</summary>
/// <param name="Matched">Sessions it was handed to or queued for.</param>
/// <param name="Retained">Whether it was stored, or the stored one removed.</param>
public readonly record struct PublishResult(int Matched, bool Retained);
