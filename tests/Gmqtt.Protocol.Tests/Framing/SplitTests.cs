using System.Buffers;
using Gmqtt.Fuzz;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Protocol.Tests.Framing;

public class SplitTests
{
    private static readonly FrameLimits Limits = new(65_536, ProtocolVersion.V5);

    [Fact]
    public void A_stream_of_all_packets_gives_the_same_frames_wherever_it_is_split()
    {
        byte[] stream = Stream(out List<byte[]> expected);
        for (int at = 0; at <= stream.Length; at++)
        {
            Assert.Equal(expected, Frames(Pieces.Split(stream, at)));
        }
    }

    [Fact]
    public void A_stream_that_arrives_byte_by_byte_gives_the_same_frames()
    {
        byte[] stream = Stream(out List<byte[]> expected);

        Assert.Equal(expected, Frames(Pieces.Split(stream, Enumerable.Range(1, stream.Length - 1).ToArray())));
    }

    [Fact]
    public void Every_beginning_of_every_packet_needs_more()
    {
        foreach (Sample sample in Corpus.All)
        {
            var limits = new FrameLimits(65_536, sample.Version);
            for (int length = 0; length < sample.Bytes.Length; length++)
            {
                var beginning = new ReadOnlySequence<byte>(sample.Bytes, 0, length);

                Assert.Equal(FrameStatus.NeedMore, FrameReader.TryRead(ref beginning, limits, out _, out PacketError error));
                Assert.True(error.IsNone);
                Assert.Equal(length, beginning.Length);
            }

            Assert.Equal(FrameStatus.Frame, FrameReader.TryRead(sample.Bytes, limits, out int header, out int total, out _));
            Assert.Equal((sample.BodyOffset, sample.Bytes.Length), (header, total));
        }
    }

    [Theory]
    [InlineData("8080808001")]
    [InlineData("C08000")]
    [InlineData("63020001")]
    [InlineData("F1021800")]
    [InlineData("40FFFFFF7F")]
    public void A_wrong_header_gives_the_same_error_wherever_it_is_split(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        FrameStatus whole = FrameReader.TryRead(bytes, Limits, out _, out _, out PacketError expected);
        Assert.Equal(FrameStatus.Error, whole);
        for (int at = 0; at <= bytes.Length; at++)
        {
            ReadOnlySequence<byte> pieces = Pieces.Split(bytes, at);

            Assert.Equal(FrameStatus.Error, FrameReader.TryRead(ref pieces, Limits, out _, out PacketError error));
            Assert.Equal(expected, error);
            Assert.Equal(bytes.Length, pieces.Length);
        }
    }

    private static byte[] Stream(out List<byte[]> frames)
    {
        frames = Corpus.All.Where(sample => sample.Version == ProtocolVersion.V5).Select(sample => sample.Bytes).ToList();
        return frames.SelectMany(bytes => bytes).ToArray();
    }

    private static List<byte[]> Frames(ReadOnlySequence<byte> stream)
    {
        var frames = new List<byte[]>();
        while (FrameReader.TryRead(ref stream, Limits, out Frame frame, out _) == FrameStatus.Frame)
        {
            var length = new byte[VariableByteInteger.MaxSize];
            int size = VariableByteInteger.Write(length, (int)frame.Body.Length);
            frames.Add([frame.FirstByte, .. length[..size], .. frame.Body.ToArray()]);
            Assert.Equal((byte)(((int)frame.Type << 4) | frame.Flags), frame.FirstByte);
        }

        Assert.True(stream.IsEmpty);
        return frames;
    }
}
