using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Tests;

/// <summary>The ledger itself: a harness that cannot see a fault proves nothing.</summary>
public sealed class LedgerTests
{
    private static readonly Sending First = new(Topic: 0, QoS: 2, Fate.Owned, IsClear: false);

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    [InlineData(70_000)]
    public void A_payload_is_known_again_and_not_when_a_bit_of_it_changed(int size)
    {
        var payload = ChaosPayload.Make(publisher: 3, sequence: 77, "a/b", size);
        Assert.Equal(size, payload.Length);
        Assert.True(ChaosPayload.TryRead(payload, "a/b", out var publisher, out var sequence));
        Assert.Equal((3, 77), (publisher, sequence));
        Assert.False(ChaosPayload.TryRead(payload, "a/c", out _, out _));
        Assert.False(ChaosPayload.TryRead(payload.AsSpan(..^1), "a/b", out _, out _));
        foreach (var at in new[] { 0, 5, 9, 13, size - 1 })
        {
            payload[at] ^= 0x10;
            Assert.False(ChaosPayload.TryRead(payload, "a/b", out _, out _));
            payload[at] ^= 0x10;
        }
    }

    [Fact]
    public void A_message_that_comes_twice_under_two_identifiers_is_a_duplicate_and_under_one_it_is_not()
    {
        var receipts = new Receipts();
        Assert.True(receipts.Note((0, 0), First, openId: 7, out _));
        Assert.True(receipts.IsOpen(7, (0, 0), out var isReused));
        Assert.False(isReused);
        Assert.False(receipts.IsOpen(8, (0, 0), out _));
        Assert.False(receipts.Note((0, 0), First, openId: 8, out _));
        Assert.Equal((1, 1), (receipts.Arrivals, receipts.Again));
    }

    [Fact]
    public void A_message_that_comes_again_behind_its_pubrel_is_a_duplicate()
    {
        var receipts = new Receipts();
        receipts.Note((0, 0), First, openId: 7, out _);
        receipts.Release(7);
        Assert.False(receipts.IsOpen(7, (0, 0), out _));
        Assert.False(receipts.Note((0, 0), First, openId: 7, out _));
    }

    [Fact]
    public void An_identifier_that_is_given_to_another_message_too_early_is_seen()
    {
        var receipts = new Receipts();
        receipts.Note((0, 0), First, openId: 7, out _);
        Assert.False(receipts.IsOpen(7, (0, 1), out var isReused));
        Assert.True(isReused);
    }

    [Fact]
    public void Order_is_that_of_one_publisher_topic_and_qos()
    {
        var receipts = new Receipts();
        receipts.Note((0, 5), First, openId: null, out var isLate);
        Assert.False(isLate);
        receipts.Note((0, 3), First, openId: null, out isLate);
        Assert.True(isLate);
        receipts.Note((0, 2), First with { QoS = 1 }, openId: null, out isLate);
        Assert.False(isLate);
        receipts.Note((1, 2), First, openId: null, out isLate);
        Assert.False(isLate);
    }

    [Fact]
    public void A_copy_of_receipts_goes_its_own_way()
    {
        var receipts = new Receipts();
        receipts.Note((0, 0), First, openId: 7, out _);
        var copy = new Receipts(receipts);
        receipts.Release(7);
        receipts.Note((0, 1), First, openId: null, out _);
        Assert.True(copy.IsOpen(7, (0, 0), out _));
        Assert.True(copy.Has(0, 0));
        Assert.False(copy.Has(0, 1));
    }
}
