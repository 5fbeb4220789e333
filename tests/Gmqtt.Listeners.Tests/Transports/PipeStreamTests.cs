using System.IO.Pipelines;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Tests.Transports;

public sealed class PipeStreamTests
{
    [Fact]
    public async Task A_pipe_that_refills_itself_while_bytes_are_given_back_is_read_right()
    {
        // Inline schedulers and a low threshold: giving bytes back resumes the writer, which takes the very segments that were given back.
        var pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: 200,
            resumeWriterThreshold: 100,
            minimumSegmentSize: 16,
            useSynchronizationContext: false));
        var sent = new byte[100_000];
        new Random(1).NextBytes(sent);
        var writing = WriteAsync(pipe.Writer, sent);
        await using var stream = new PipeStream(pipe.Reader, pipe.Writer);
        var received = new byte[sent.Length];
        var random = new Random(2);
        for (var offset = 0; offset < received.Length;)
        {
            var wanted = Math.Min(random.Next(0, 150), received.Length - offset);
            var count = await stream.ReadAsync(received.AsMemory(offset, wanted));
            Assert.InRange(count, 0, wanted);
            offset += count;
        }

        Assert.True(sent.AsSpan().SequenceEqual(received));
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        await writing;
    }

    private static async Task WriteAsync(PipeWriter writer, byte[] bytes)
    {
        var random = new Random(3);
        for (var offset = 0; offset < bytes.Length;)
        {
            var size = Math.Min(random.Next(1, 60), bytes.Length - offset);
            await writer.WriteAsync(bytes.AsMemory(offset, size));
            offset += size;
        }

        await writer.CompleteAsync();
    }
}
