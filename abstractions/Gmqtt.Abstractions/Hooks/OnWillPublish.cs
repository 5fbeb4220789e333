using Gmqtt.Messages;

namespace Gmqtt.Hooks;

/// <summary>Decides on a Will Message that is due, before it is retained or routed. A fault or timeout drops it.</summary>
/// <param name="clientId">Whose will it is.</param>
/// <param name="request">The message.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long.</param>
/// <returns>A task.</returns>
public delegate ValueTask OnWillPublish(string clientId, WillMsgRequest request, CancellationToken cancellationToken);

/// <summary>A Will Message that is due.</summary>
public sealed class WillMsgRequest
{
    private Message _message;

    /// <summary>Creates the request.</summary>
    /// <param name="message">The will.</param>
    public WillMsgRequest(Message message) => _message = message;

    /// <summary>The message that will be published; a hook may replace it.</summary>
    /// <exception cref="ArgumentException">It is no message that MQTT can carry.</exception>
    public Message Message { get => _message; set => _message = MessageRules.Checked(value, nameof(Message)); }

    /// <summary>Which subscriptions it may reach; a hook may replace it.</summary>
    public RouteOptions Route
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = RouteOptions.All;

    /// <summary>Whether it was dropped.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>Publishes nothing.</summary>
    public void Drop() => IsDropped = true;
}
