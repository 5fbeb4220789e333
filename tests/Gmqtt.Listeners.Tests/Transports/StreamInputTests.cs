using System.Threading.Channels;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Tests.Transports;

public sealed class StreamInputTests
{
    private readonly ScriptedStream _stream = new();
    private readonly StreamInput _input;

    public StreamInputTests() => _input = new StreamInput(_stream);

    [Fact]
    public async Task It_waits_without_a_buffer_and_reads_when_there_is_something()
    {
        var read = _input.ReadAsync();
        Assert.False(read.IsCompleted);
        Assert.Equal([0], _stream.Asked);
        _stream.Provide([1, 2, 3]);
        var result = await read;
        Assert.Equal([1, 2, 3], result.Buffer.FirstSpan.ToArray());
        Assert.True(_stream.Asked[^1] >= 16 * 1024);
    }

    [Fact]
    public async Task What_is_not_consumed_stands_before_what_comes_next()
    {
        _stream.Provide([1, 2, 3]);
        var first = await _input.ReadAsync();
        _input.AdvanceTo(first.Buffer.GetPosition(1), first.Buffer.End);
        var second = _input.ReadAsync();
        Assert.False(second.IsCompleted);
        _stream.Provide([4]);
        Assert.Equal([2, 3, 4], (await second).Buffer.FirstSpan.ToArray());
    }

    [Fact]
    public async Task What_is_not_examined_is_there_at_once()
    {
        _stream.Provide([1, 2, 3]);
        var first = await _input.ReadAsync();
        _input.AdvanceTo(first.Buffer.GetPosition(1));
        Assert.True(_input.TryRead(out var second));
        Assert.Equal([2, 3], second.Buffer.FirstSpan.ToArray());
    }

    [Fact]
    public async Task A_cancelled_read_leaves_the_stream_s_read_alone_and_loses_nothing()
    {
        _stream.Provide([1]);
        var first = await _input.ReadAsync();
        _input.AdvanceTo(first.Buffer.Start, first.Buffer.End);
        var second = _input.ReadAsync();
        var asked = _stream.Asked.Length;
        _input.CancelPendingRead();
        var canceled = await second;
        Assert.True(canceled.IsCanceled);
        Assert.Equal([1], canceled.Buffer.FirstSpan.ToArray());
        _input.AdvanceTo(canceled.Buffer.Start, canceled.Buffer.End);
        var third = _input.ReadAsync();
        Assert.False(third.IsCompleted);
        Assert.Equal(asked, _stream.Asked.Length);
        _stream.Provide([2]);
        Assert.Equal([1, 2], (await third).Buffer.FirstSpan.ToArray());
    }

    [Fact]
    public async Task A_cancellation_before_the_read_counts_for_the_next_one_alone()
    {
        _input.CancelPendingRead();
        Assert.True((await _input.ReadAsync()).IsCanceled);
        var next = _input.ReadAsync();
        Assert.False(next.IsCompleted);
        _stream.Provide([1]);
        Assert.False((await next).IsCanceled);
    }

    [Fact]
    public async Task The_stream_s_end_is_the_input_s()
    {
        _stream.Provide([1]);
        _stream.Provide([]);
        var first = await _input.ReadAsync();
        _input.AdvanceTo(first.Buffer.End);
        Assert.True((await _input.ReadAsync()).IsCompleted);
        Assert.True((await _input.ReadAsync()).IsCompleted);
    }

    [Fact]
    public async Task What_the_network_does_is_the_end_and_what_the_code_does_is_an_exception()
    {
        _stream.Fail(new IOException("reset"));
        Assert.True((await _input.ReadAsync()).IsCompleted);

        var broken = new ScriptedStream();
        var input = new StreamInput(broken);
        broken.Fail(new IOException("wrapped", new ArgumentOutOfRangeException("frameSize")));
        await Assert.ThrowsAsync<IOException>(async () => await input.ReadAsync());
    }

    [Fact]
    public async Task A_packet_much_larger_than_a_buffer_becomes_one_piece()
    {
        const int Size = 200_000;
        var expected = new byte[Size];
        new Random(1).NextBytes(expected);
        for (var offset = 0; offset < Size; offset += 1000)
        {
            _stream.Provide(expected[offset..(offset + 1000)]);
        }

        var result = await _input.ReadAsync();
        while (result.Buffer.Length < Size)
        {
            _input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await _input.ReadAsync();
        }

        Assert.True(result.Buffer.IsSingleSegment);
        Assert.True(expected.AsSpan().SequenceEqual(result.Buffer.FirstSpan));
    }

    /// <summary>Gives what the test provides; a read of no bytes waits for it.</summary>
    private sealed class ScriptedStream : DuplexStream
    {
        private readonly Channel<byte[]> _content = Channel.CreateBounded<byte[]>(1000);
        private readonly List<int> _asked = [];
        private ReadOnlyMemory<byte> _rest;
        private bool _ended;

        /// <summary>How many bytes each read wanted.</summary>
        public int[] Asked
        {
            get
            {
                lock (_asked)
                {
                    return [.. _asked];
                }
            }
        }

        public void Provide(byte[] content) => Assert.True(_content.Writer.TryWrite(content));

        public void Fail(Exception exception) => _content.Writer.Complete(exception);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (_asked)
            {
                _asked.Add(buffer.Length);
            }

            if (_rest.IsEmpty && !_ended)
            {
                try
                {
                    _rest = await _content.Reader.ReadAsync(cancellationToken);
                }
                catch (ChannelClosedException exception) when (exception.InnerException is { } inner)
                {
                    throw inner;
                }

                _ended = _rest.IsEmpty;
            }

            var count = Math.Min(buffer.Length, _rest.Length);
            _rest[..count].CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}
