using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Framing;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Tests;

/// <summary>The hot path allocates nothing: exact, unlike a time.</summary>
public class AllocationTests
{
    private static readonly FrameLimits Limits = new(65_536, ProtocolVersion.V5);

    [Fact]
    public void Framing_and_viewing_a_PUBLISH_allocates_nothing()
    {
        byte[][] frames =
        [
            PublishVectors.V5QoS0Plain, PublishVectors.V5QoS2AllFromClient, PublishVectors.V5AliasOnly, [.. "0\u0003"u8, 0, 0, 0],
        ];
        var forwarded = new byte[64];
        AssertNothing(() =>
        {
            foreach (byte[] frame in frames)
            {
                _ = FrameReader.TryRead(frame, Limits, out int header, out int total, out _);
                PacketError error = PublishCodec.TryRead(frame.AsSpan(header..total), (byte)(frame[0] & 15), ProtocolVersion.V5, out PublishView view);
                if (error.IsNone)
                {
                    _ = view.CopyForwardedProperties(forwarded);
                    _ = TopicName.Validate(view.Topic, TopicLimits.Default);
                }
            }
        });
    }

    [Fact]
    public void Reading_and_writing_acknowledgments_allocates_nothing()
    {
        byte[][] frames = [AckVectors.PubAck, AckVectors.V5PubAckReason, AckVectors.PubRel, AckVectors.V5PubRelEmptyProperties];
        var buffer = new byte[16];
        AssertNothing(() =>
        {
            foreach (byte[] frame in frames)
            {
                var type = (PacketType)(frame[0] >> 4);
                _ = AckCodec.TryRead(frame.AsSpan(2), type, ProtocolVersion.V5, out AckPacket packet);
                _ = AckCodec.Write(buffer, type, packet, ProtocolVersion.V5);
            }
        });
    }

    [Fact]
    public void Writing_an_outgoing_PUBLISH_allocates_nothing()
    {
        var buffer = new byte[256];
        byte[] payload = new byte[64];
        uint[] identifiers = [4, 5];
        AssertNothing(() =>
        {
            var publish = new OutgoingPublish
            {
                Topic = "a/b"u8,
                Payload = payload,
                QoS = QoS.AtLeastOnce,
                PacketId = 1,
                TopicAlias = 2,
                MessageExpiryInterval = 3,
                SubscriptionIdentifiers = identifiers,
                ForwardedProperties = [0x01, 0x01],
            };
            _ = PublishEncoder.GetSize(publish, ProtocolVersion.V5);
            _ = PublishEncoder.Write(buffer, publish, ProtocolVersion.V5);
        });
    }

    [Fact]
    public void Refusing_a_packet_allocates_nothing()
    {
        byte[] subscribe = [0, 1, 0, 0, 1, 0xFF, 0];
        byte[] connect = [0, 4, .. "MQTT"u8, 9];
        AssertNothing(() =>
        {
            _ = SubscribeCodec.TryRead(subscribe.AsSpan(0, 3), ProtocolVersion.V5, TopicLimits.Default, 1, out _);
            _ = ConnectCodec.TryRead(connect, TopicLimits.Default, out _, out _);
            _ = PublishCodec.TryRead([0, 1, (byte)'t', 2, 0x7F, 0], 0, ProtocolVersion.V5, out _);
            _ = FrameReader.TryRead([0x30, 0xFF, 0xFF, 0xFF, 0x7F], Limits, out _, out _, out _);
        });
    }

    [Fact]
    public void Matching_a_filter_allocates_nothing()
    {
        AssertNothing(() =>
        {
            _ = TopicFilter.Matches("a/+/#"u8, "a/b/c/d"u8);
            _ = TopicFilter.Matches("a/+/#", "a/b/c/d");
        });
    }

    private static void AssertNothing(Action action)
    {
        for (int i = 0; i < 100; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            action();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
