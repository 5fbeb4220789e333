using System.IO.Pipelines;
using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Stats;

namespace Gmqtt.Broker.Tests.Outbound;

/// <summary>What is sent from where it is stands in one stream with what is sent from the connection's own buffer.</summary>
public sealed class DirectTests
{
    private const int Run = 20_000;
    private readonly DirectWriter _network = new();
    private readonly Outbox _outbox;
    private readonly byte[] _packets = [.. Enumerable.Range(0, Run).Select(i => (byte)i)];

    public DirectTests() => _outbox = new Outbox(_network, new BufferPool(new HeldMemory()), 1024 * 1024, () => 0);

    [Fact]
    public void What_the_network_takes_goes_from_where_it_is()
    {
        Assert.True(TrySend());
        Assert.Equal(["direct 20000"], _network.Calls);
        Assert.Equal(_packets, _network.Bytes);
    }

    [Fact]
    public void What_it_does_not_take_is_kept_and_goes_before_what_comes_after()
    {
        _network.Room = 7_000;
        lock (_outbox.Gate) Assert.True(_outbox.TryBeginDirect(Run));
        Put(0xFF);
        _outbox.SendDirectly(_packets);
        var sent = _packets.ToArray();
        Array.Clear(_packets); // the memory was not ours
        Assert.Equal(["direct 7000", "write 13000", "write 1"], _network.Calls);
        Assert.Equal([.. sent, 0xFF], _network.Bytes);
    }

    [Fact]
    public void While_something_waits_or_is_under_way_nothing_passes_it()
    {
        Put(1);
        Assert.False(TrySend());
        _network.Blocked = new TaskCompletionSource();
        _outbox.Flush();
        Assert.False(TrySend());
        _network.Blocked.SetResult();
        Assert.True(TrySend());
    }

    [Theory]
    [InlineData(16 * 1024 - 1, false)]
    [InlineData(16 * 1024, true)]
    public void Little_is_better_gathered(int size, bool isDirect)
    {
        lock (_outbox.Gate) Assert.Equal(isDirect, _outbox.TryBeginDirect(size));
    }

    [Fact]
    public async Task Who_found_no_room_is_told_also_when_everything_goes_through_at_once()
    {
        var told = new TaskCompletionSource();
        _outbox.Drained = told.SetResult;
        Put(1);
        _outbox.Flush();
        lock (_outbox.Gate)
        {
            while (_outbox.IsWritable) _outbox.Reserve(100_000);
        }

        Assert.False(told.Task.IsCompleted);
        _outbox.Flush();
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void After_the_end_nothing_is_begun()
    {
        _outbox.Close();
        Assert.False(TrySend());
    }

    [Fact]
    public async Task Where_nobody_can_be_reached_any_more_the_outbox_has_failed()
    {
        var failed = 0;
        _outbox.Failed = () => failed++;
        _network.Room = -1;
        Assert.True(TrySend());
        Assert.Equal(1, failed);
        Put(1);
        _outbox.Flush();
        await _outbox.IdleAsync();
        Assert.Equal(["direct 20000"], _network.Calls);
    }

    private bool TrySend()
    {
        lock (_outbox.Gate)
        {
            if (!_outbox.TryBeginDirect(Run)) return false;
        }

        _outbox.SendDirectly(_packets);
        return true;
    }

    private void Put(byte value)
    {
        lock (_outbox.Gate) _outbox.Reserve(1)[0] = value;
    }

    /// <summary>A network that takes what is written, and of what is sent directly as much as there is room for.</summary>
    private sealed class DirectWriter : NetworkWriter, IDirectOutput
    {
        internal List<string> Calls { get; } = [];

        internal List<byte> Bytes { get; } = [];

        internal int Room { get; set; } = int.MaxValue;

        internal TaskCompletionSource? Blocked { get; set; }

        public int TrySend(ReadOnlySpan<byte> source)
        {
            var taken = Math.Min(Room, source.Length);
            Calls.Add($"direct {(taken < 0 ? source.Length : taken)}");
            Bytes.AddRange(source[..Math.Max(0, taken)]);
            return taken;
        }

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            Calls.Add($"write {source.Length}");
            Bytes.AddRange(source.Span);
            return Blocked is { } blocked ? LaterAsync(blocked) : default;
        }

        private static async ValueTask<FlushResult> LaterAsync(TaskCompletionSource blocked)
        {
            await blocked.Task;
            return default;
        }
    }
}
