using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Hooks;

/// <summary>
/// A message on its way in. Looking at <see cref="TopicName"/>, <see cref="Payload"/>, <see cref="QoS"/> and <see cref="Retain"/> is free:
/// they show the network buffer. The first use of <see cref="Message"/> makes a copy that may be kept and changed.
/// The broker reuses the object: do not keep it after the hook has completed.
/// </summary>
public sealed class MsgArrivedRequest
{
    private readonly IArrivedMessage _source;
    private Message? _message;

    /// <summary>Creates a request for a message, as a test of a hook does.</summary>
    /// <param name="message">The message.</param>
    public MsgArrivedRequest(Message message)
    {
        _source = new MaterializedMessage(message);
        _message = message;
    }

    internal MsgArrivedRequest(IArrivedMessage source) => _source = source;

    /// <summary>The topic the message was published to; an alias is already resolved.</summary>
    public string TopicName => _message is { } message ? message.TopicName : _source.TopicName;

    /// <summary>The payload; valid until the hook completes.</summary>
    public ReadOnlySpan<byte> Payload => _message is { } message ? message.Payload.Span : _source.Payload;

    /// <summary>The QoS.</summary>
    public QoS QoS => _message is { } message ? message.QoS : _source.QoS;

    /// <summary>RETAIN.</summary>
    public bool Retain => _message is { } message ? message.Retain : _source.Retain;

    /// <summary>The message; set it to publish another one in its place.</summary>
    /// <exception cref="ArgumentException">It is no message that MQTT can carry; what else the broker's limits say of it, the publisher sees.</exception>
    public Message Message
    {
        get => _message ??= _source.ToMessage();
        set
        {
            _message = MessageRules.Checked(value, nameof(Message));
            IsReplaced = true;
        }
    }

    /// <summary>Which subscriptions the message may reach; a hook may replace it.</summary>
    public RouteOptions Route
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = RouteOptions.All;

    /// <summary>Whether a hook has put another message in place.</summary>
    public bool IsReplaced { get; private set; }

    /// <summary>Whether the message was dropped.</summary>
    public bool IsDropped { get; private set; }

    /// <summary>The refusal, or null.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>Drops the message; the publisher gets a normal acknowledgement (MQTT 5.0: 0x10).</summary>
    public void Drop() => IsDropped = true;

    /// <summary>
    /// Refuses the message. An MQTT 5.0 publisher sees the code, reason string and user properties in its PUBACK or PUBREC; with QoS 0, and for MQTT 3.x,
    /// the message is dropped and acknowledged as usual.
    /// </summary>
    /// <param name="code">Why; 0x80 or above.</param>
    /// <param name="reasonString">Text for the publisher, or null.</param>
    /// <param name="userProperties">User Properties for the publisher, or null.</param>
    public void Reject(ReasonCode code, string? reasonString = null, IReadOnlyList<UserProperty>? userProperties = null)
        => Rejection = Rejection.Create(code, reasonString, userProperties);

    /// <summary>How far the call has got into the chain of plugins; the host's, to refuse a second call of <c>next</c>.</summary>
    internal int Progress;

    /// <summary>One bit for each plugin of the chain that waits for those further in; the host's.</summary>
    internal long InNext;

    /// <summary>When a plugin that waited for those further in last went on; the host's.</summary>
    internal long ReturnedAt;

    /// <summary>Whether a hook did not come back in time: it may still write here.</summary>
    internal bool IsAbandoned { get; set; }

    internal void Reset()
    {
        Progress = 0;
        InNext = 0;
        ReturnedAt = 0;
        _message = null;
        Route = RouteOptions.All;
        IsReplaced = false;
        IsDropped = false;
        Rejection = null;
    }

    private sealed class MaterializedMessage(Message message) : IArrivedMessage
    {
        public string TopicName => message.TopicName;

        public ReadOnlySpan<byte> Payload => message.Payload.Span;

        public QoS QoS => message.QoS;

        public bool Retain => message.Retain;

        public Message ToMessage() => message;
    }
}

/// <summary>The broker's side of a <see cref="MsgArrivedRequest"/>: a PUBLISH that is still bytes.</summary>
internal interface IArrivedMessage
{
    string TopicName { get; }

    ReadOnlySpan<byte> Payload { get; }

    QoS QoS { get; }

    bool Retain { get; }

    Message ToMessage();
}
