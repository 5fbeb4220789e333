using Gmqtt.Broker.Stores;

namespace Gmqtt.Stores.Tests;

public sealed class CommitPlanTests
{
    private readonly CommitPlan _plan = new();
    private readonly ChangeBatch _batch = new();
    private readonly Written _written = new();

    [Fact]
    public void A_message_that_comes_and_goes_in_one_batch_is_not_written()
    {
        Add(10, (1, 11));
        Add(20, (1, 21), (2, 22));
        Complete(10, (1, 11));
        Complete(20, (1, 21), (2, 22));
        _plan.Write(_batch, _written);
        Assert.Empty(_written.Rows);
    }

    [Fact]
    public void One_that_some_still_hold_is_written_for_all_and_taken_from_those_who_do_not()
    {
        Add(20, (1, 21), (2, 22));
        Complete(20, (1, 21));
        _plan.Write(_batch, _written);
        Assert.Equal(["put Message", "put Queue", "put Queue", "delete Queue", "put Holders"], _written.Rows);
    }

    [Fact]
    public void One_of_an_earlier_batch_is_taken_out()
    {
        Add(10, (1, 11));
        _plan.Write(_batch, _written);
        _batch.Clear();
        Add(20, (1, 21));
        Complete(10, (1, 11));
        _plan.Write(_batch, _written);
        Assert.Equal(["put Queue", "put Queue", "delete Queue"], _written.Rows);
    }

    private void Add(ulong message, params (ulong Session, ulong Position)[] places)
    {
        _batch.MessageAdded(message, Life.Message("t", "x"u8.ToArray()));
        foreach (var (session, position) in places) _batch.Queued(Life.Entry(session, position, message));
    }

    private void Complete(ulong message, params (ulong Session, ulong Position)[] places)
    {
        foreach (var (session, position) in places) _batch.Completed(session, position, message, isMarked: false);
    }

    private sealed class Written : ITableWriter
    {
        internal List<string> Rows { get; } = [];

        public void Put(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Rows.Add($"put {table}");

        public void Delete(StoreTable table, ReadOnlySpan<byte> key) => Rows.Add($"delete {table}");
    }
}
