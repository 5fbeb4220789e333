using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Connections;

public sealed class RefusalLogTests
{
    private const int PublishRefused = 1009;
    private const int SubscribeRefused = 1010;
    private const int KeptBack = 1015;

    private static readonly HookWrapper RefusesAll = new()
    {
        OnMsgArrived = _ => (_, request, _) =>
        {
            request.Reject(ReasonCode.NotAuthorized, "not yours");
            return default;
        },
        OnSubscribe = _ => (_, request, _) =>
        {
            request.RejectAll(ReasonCode.NotAuthorized);
            return default;
        },
    };

    [Fact]
    public async Task A_client_that_goes_on_publishing_what_is_refused_gets_a_line_every_ten_seconds_and_one_at_its_end()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, RefusesAll);
        var client = await broker.ConnectAsync("c");
        await PublishAsync(client, 500);
        Assert.Equal(["publish refused cid=c topic=t reason=0x87 not yours kept_back=0"], LinesOf(broker, PublishRefused));

        await broker.AdvanceAsync(TimeSpan.FromSeconds(9));
        await PublishAsync(client, 1);
        Assert.Single(LinesOf(broker, PublishRefused));
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.1));
        await PublishAsync(client, 3);
        Assert.Equal("publish refused cid=c topic=t reason=0x87 not yours kept_back=500", LinesOf(broker, PublishRefused).Last());
        Assert.Equal(2, LinesOf(broker, PublishRefused).Count());

        await client.DisconnectAsync();
        Assert.EndsWith("kept_back=2", Assert.Single(LinesOf(broker, KeptBack)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_client_and_each_kind_of_refusal_has_a_first_line_of_its_own()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, RefusesAll);
        foreach (var id in new[] { "a", "b" })
        {
            var client = await broker.ConnectAsync(id);
            await PublishAsync(client, 2);
            for (var i = 0; i < 3; i++) Assert.Equal([0x87], (await client.SubscribeAsync("f")).ReasonCodes);
        }

        Assert.Equal(["a", "b"], LinesOf(broker, PublishRefused).Select(l => l.Split("cid=")[1][..1]));
        Assert.Equal(2, LinesOf(broker, SubscribeRefused).Count());
    }

    [Fact]
    public async Task A_client_that_was_refused_once_leaves_without_a_further_line()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, RefusesAll);
        var client = await broker.ConnectAsync("c");
        await PublishAsync(client, 1);
        await client.DisconnectAsync();
        Assert.Empty(LinesOf(broker, KeptBack));
    }

    private static async Task PublishAsync(RawClient client, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await client.PublishAsync("t", qos: 1, packetId: 1);
            Assert.Equal(0x87, (await client.ReadAsync(4)).ReasonCode);
        }
    }

    private static IEnumerable<string> LinesOf(TestBroker broker, int id) => broker.Log.Lines.Where(l => l.Event == id).Select(l => l.Text);
}
