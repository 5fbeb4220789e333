using Gmqtt.Broker.Outbound;

namespace Gmqtt.Broker.Tests.Outbound;

public sealed class ReadTurnTests : IDisposable
{
    private readonly CountingWriter _network = new();
    private readonly Outbox _outbox;
    private readonly FlushList _first = new();
    private readonly FlushList _second = new();

    public ReadTurnTests() => _outbox = new Outbox(_network, new BufferPool(), 1024 * 1024, () => 0);

    public void Dispose() => ReadTurn.End();

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
        ReadTurn.Begin();
        Batch(_first, 100);
        Batch(_second, 200);
        Batch(_first, 300);
        Assert.Empty(_network.Sends);
        ReadTurn.End();
        Assert.Equal([600], _network.Sends);
    }

    [Fact]
    public void What_is_worth_a_send_does_not_wait_for_the_end_of_the_turn()
    {
        ReadTurn.Begin();
        Batch(_first, 100);
        Batch(_second, 4096);
        Assert.Equal([4196], _network.Sends);
        ReadTurn.End();
        Assert.Equal([4196], _network.Sends);
    }

    [Fact]
    public void A_turn_holds_back_only_what_its_own_thread_sends()
    {
        ReadTurn.Begin();
        var other = new Thread(() => Batch(_first, 100));
        other.Start();
        other.Join();
        Assert.Equal([100], _network.Sends);
    }

    [Fact]
    public void Turn_after_turn_sends()
    {
        for (var turn = 0; turn < 3; turn++)
        {
            ReadTurn.Begin();
            Batch(_first, 100);
            ReadTurn.End();
        }

        Assert.Equal([100, 100, 100], _network.Sends);
    }

    private void Batch(FlushList list, int bytes)
    {
        lock (_outbox.Gate) _outbox.Reserve(bytes);
        list.Add(_outbox);
        list.Flush();
    }
}
