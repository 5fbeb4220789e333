using Gmqtt.Mqtt;
using Gmqtt.Protocol.Properties;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Codec;

/// <summary>What the decoder of PUBLISH learns from the property block in one walk; the rest stays bytes.</summary>
internal struct PublishProperties
{
    public int Length;
    public int ForwardedLength;
    public ushort TopicAlias;
    public uint? MessageExpiryInterval;
    public PayloadFormat? PayloadFormat;

    public static PacketError TryRead(ref MqttReader reader, Sender sender, out PublishProperties properties)
    {
        properties = default;
        if (reader.TrySkipZero())
        {
            return PacketError.None; // Property Length 0, as nearly always
        }

        PacketError error = PropertyReader.Open(ref reader, out ReadOnlySpan<byte> block);
        if (error.IsError || block.IsEmpty)
        {
            return error;
        }

        properties.Length = block.Length;
        properties.ForwardedLength = block.Length;
        var walk = new PropertyReader(block, sender == Sender.Client ? PacketKinds.PublishFromClient : PacketKinds.PublishFromServer);
        while (walk.TryNext(out Property property))
        {
            properties.Keep(property);
        }

        return walk.Error;
    }

    private void Keep(scoped in Property property)
    {
        switch (property.Id)
        {
            case PropertyId.PayloadFormatIndicator:
                PayloadFormat = (PayloadFormat)property.Number;
                break;
            case PropertyId.MessageExpiryInterval:
                MessageExpiryInterval = property.Number;
                ForwardedLength -= property.Raw.Length;
                break;
            case PropertyId.TopicAlias:
                TopicAlias = (ushort)property.Number;
                ForwardedLength -= property.Raw.Length;
                break;
            case PropertyId.SubscriptionIdentifier:
                ForwardedLength -= property.Raw.Length;
                break;
        }
    }
}
