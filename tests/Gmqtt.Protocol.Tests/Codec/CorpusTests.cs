using Gmqtt.Fuzz;
using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Tests.Codec;

/// <summary>What holds for every valid packet of every type and version.</summary>
public class CorpusTests
{
    public static TheoryData<int> Samples => [.. Enumerable.Range(0, Corpus.All.Count)];

    [Fact]
    public void The_corpus_has_every_packet_type_that_a_version_has()
    {
        var types = Corpus.All.Where(sample => sample.Version == ProtocolVersion.V5).Select(sample => sample.Type).ToHashSet();

        Assert.Equal(15, types.Count);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_packet_that_is_read_and_written_is_the_same_packet(int index)
    {
        Sample sample = Corpus.All[index];
        Assert.Equal(PacketError.None, AnyPacket.Read(sample, out object? packet));

        byte[] written = AnyPacket.Write(sample.Type, packet!, sample.Version);

        Assert.Equal(PacketError.None, AnyPacket.Read(sample with { Bytes = written }, out object? again));
        Assert.Equal(Describe.Packet(packet), Describe.Packet(again));
        Assert.True(written.Length <= sample.Bytes.Length, sample.ToString()); // the encoder knows the shortest form
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_body_that_is_cut_at_any_offset_is_refused_or_is_a_shorter_packet(int index)
    {
        Sample sample = Corpus.All[index];
        byte[] body = sample.Body.ToArray();
        for (int length = 0; length < body.Length; length++)
        {
            PacketError error = AnyPacket.Read(
                sample.Type, sample.Flags, body.AsSpan(0, length), sample.Version, sample.Sender, out object? packet);

            if (error.IsNone)
            {
                Assert.True(MayEndEarly(sample), $"{sample} at {length}");
                Assert.Equal(length, Normalized(AnyPacket.Write(sample.Type, packet!, sample.Version), body.AsSpan(0, length)));
            }
            else
            {
                Assert.True(error.Code is ReasonCode.MalformedPacket or ReasonCode.ProtocolError, $"{sample} at {length}: {error}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_byte_behind_the_last_field_is_refused(int index)
    {
        Sample sample = Corpus.All[index];
        if (sample.Type == PacketType.Publish)
        {
            return; // its payload goes to the end
        }

        foreach (byte extra in new byte[] { 0x00, 0xFF })
        {
            byte[] body = [.. sample.Body, extra];
            PacketError error = AnyPacket.Read(sample.Type, sample.Flags, body, sample.Version, sample.Sender, out object? packet);

            // One more byte may be a Property Length, a Reason Code or one more of a list; then it is part of the packet.
            Assert.True(error.IsError || (MayEndEarly(sample) && extra == 0 && packet is not null), $"{sample}: {error}");
        }
    }

    // What may end at several offsets: a payload, a list, or fields that a short form omits.
    private static bool MayEndEarly(Sample sample)
    {
        return sample.Type switch
        {
            PacketType.Connect or PacketType.ConnAck or PacketType.PingReq or PacketType.PingResp => false,
            PacketType.UnsubAck => sample.Version == ProtocolVersion.V5,
            PacketType.Disconnect or PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp =>
                sample.Version == ProtocolVersion.V5,
            PacketType.Auth => sample.Sender == Sender.Server || sample.Name.Contains("short", StringComparison.Ordinal),
            _ => true,
        };
    }

    // An accepted beginning is the whole packet: written again it is as long, but for an omitted code 0x00 or Property Length 0.
    private static int Normalized(byte[] frame, ReadOnlySpan<byte> accepted)
    {
        int written = frame.Length - 2;
        return written < accepted.Length && accepted[written..].IndexOfAnyExcept((byte)0) < 0 ? accepted.Length : written;
    }
}
