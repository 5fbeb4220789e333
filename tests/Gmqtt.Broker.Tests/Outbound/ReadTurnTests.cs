using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Stats;

namespace Gmqtt.Broker.Tests.Outbound;

public sealed class ReadTurnTests : IDisposable
{
    private readonly CountingWriter _network = new();
    private readonly Outbox _outbox;
    private readonly ReadTurn _turn = new();
    private readonly FlushList _first = new();
    private readonly FlushList _second = new();

    public ReadTurnTests() => _outbox = new Outbox(_network, new BufferPool(new HeldMemory()), 1024 * 1024, () => 0);

    public void Dispose() => _turn.End();

    [Fact]
    public void Without_a_turn_each_batch_sends()
    {
        Batch(_first, 100);
        Batch(_second, 200);
        Assert.Equal([100, 200], _network.Sends);
    }

    [Fact]
    public void What_several_batches_of_a_turn_bring_is_sent_once_at_its_end()
    {
        _turn.Begin();
        Batch(_first, 100);
        Batch(_second, 200);
        Batch(_first, 300);
        Assert.Empty(_network.Sends);
        _turn.End();
        Assert.Equal([600], _network.Sends);
    }

    [Fact]
    public void What_is_worth_a_send_does_not_wait_for_the_end_of_the_turn()
    {
        _turn.Begin();
        Batch(_first, 100);
        Batch(_second, 4096);
        Assert.Equal([4196], _network.Sends);
        _turn.End();
        Assert.Equal([4196], _network.Sends);
    }

    [Fact]
    public void A_turn_holds_back_only_what_its_own_thread_sends()
    {
        _turn.Begin();
        OnAnotherThread(() => Batch(_first, 100));
        Assert.Equal([100], _network.Sends);
    }

    [Fact]
    public void Turn_after_turn_sends()
    {
        for (var turn = 0; turn < 3; turn++)
        {
            _turn.Begin();
            Batch(_first, 100);
            _turn.End();
        }

        Assert.Equal([100, 100, 100], _network.Sends);
    }

    [Fact]
    public void What_a_turn_keeps_is_sent_when_it_is_relieved_and_not_again_at_its_end()
    {
        _turn.Begin();
        Batch(_first, 100);
        OnAnotherThread(_turn.Relieve);
        Assert.Equal([100], _network.Sends);
        Batch(_first, 200);
        _turn.End();
        Assert.Equal([100, 200], _network.Sends);
    }

    [Fact]
    public void Whoever_is_let_go_in_a_turn_goes_on_at_its_end_on_its_thread()
    {
        var source = new TaskCompletionSource();
        var thread = 0;
        source.Task.ContinueWith(_ => thread = Environment.CurrentManagedThreadId, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _turn.Begin();
        ReadTurn.GoOn(source);
        Assert.False(source.Task.IsCompleted);
        _turn.End();
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public async Task Whoever_is_let_go_outside_a_turn_or_in_a_relieved_one_goes_on_elsewhere()
    {
        var (outside, inside) = (new TaskCompletionSource(), new TaskCompletionSource());
        ReadTurn.GoOn(outside);
        _turn.Begin();
        ReadTurn.GoOn(inside);
        OnAnotherThread(_turn.Relieve);
        _turn.End();
        await outside.Task;
        await inside.Task;
    }

    private static void OnAnotherThread(Action action)
    {
        var other = new Thread(() => action());
        other.Start();
        other.Join();
    }

    private void Batch(FlushList list, int bytes)
    {
        lock (_outbox.Gate) _outbox.Reserve(bytes);
        list.Add(_outbox);
        list.Flush();
    }
}
