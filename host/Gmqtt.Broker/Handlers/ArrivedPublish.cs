using Gmqtt.Broker.Routing;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Handlers;

/// <summary>
/// The PUBLISH that a connection's OnMsgArrived hook looks at: views over the receive buffer, which stays as it is until the hook has completed. One per connection,
/// filled again for each message.
/// </summary>
internal sealed class ArrivedPublish : IArrivedMessage
{
    private TopicEntry? _topic;
    private string? _topicName;

    internal ArrivedPublish() => Request = new MsgArrivedRequest(this);

    internal MsgArrivedRequest Request { get; }

    internal ReadOnlyMemory<byte> PayloadMemory { get; private set; }

    internal ReadOnlyMemory<byte> Properties { get; private set; }

    internal uint? ExpiryInterval { get; private set; }

    internal ushort PacketId { get; private set; }

    public string TopicName => _topicName ??= _topic!.Name;

    public ReadOnlySpan<byte> Payload => PayloadMemory.Span;

    public QoS QoS { get; private set; }

    public bool Retain { get; private set; }

    public Message ToMessage() => MessageShape.ToMessage(TopicName, Payload, Properties.Span, QoS, Retain, ExpiryInterval);

    internal void Set(
        TopicEntry topic, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> properties, QoS qos, bool retain, uint? expiry, ushort packetId)
    {
        _topic = topic;
        _topicName = null;
        PayloadMemory = payload;
        Properties = properties;
        QoS = qos;
        Retain = retain;
        ExpiryInterval = expiry;
        PacketId = packetId;
    }

    /// <summary>The hook goes on after the batch has ended: what belongs to the batch is copied.</summary>
    internal void Detach()
    {
        _topicName = TopicName;
        _topic = null;
    }
}
