using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Timeline;

/// <summary>What another plugin denies is told with its reason; that one stands further in.</summary>
public sealed class DenialTests
{
    [Fact]
    public async Task Denials_of_other_plugins_are_in_the_timeline_with_their_reasons()
    {
        await using var broker = await TestBroker.FromFolderAsync();
        Assert.Equal(["admin", "access-control"], (await broker.GetAsync("v1/hooks"))["hooks"]!.AsArray().Single(h => h!["hook"].Text() == "OnBasicAuth")!["chain"]!.AsArray().Select(n => n.Text()));
        var wrong = broker.Open();
        await wrong.SendAsync(Packet.ConnectWith("burglar", 5, 0xC2, 0, [], Packet.Utf8("root"), Packet.Binary("guess"u8.ToArray()))); // user name, password, clean start
        Assert.Equal(0x86, (await wrong.ReadAsync(2)).ReasonCode);
        var sender = broker.Open();
        await sender.SendAsync(Packet.ConnectWith("sender", 5, 0xC2, 0, [], Packet.Utf8("publishonly"), Packet.Binary("publishonly"u8.ToArray())));
        Assert.Equal(0, (await sender.ReadAsync(2)).ReasonCode);
        await sender.SubscribeAsync("secret/#");

        var refused = Assert.Single((await broker.GetAsync("v1/clients/burglar/events"))["events"]!.AsArray())!;
        Assert.Equal(("refused", "134", "Bad user name or password", "127.0.0.1:50000"), (refused["type"].Text(), refused["code"].Text(), refused["reason"].Text(), refused["remote_addr"].Text()));
        var denied = Assert.Single((await broker.GetAsync("v1/events?type=subscribe_denied"))["events"]!.AsArray())!;
        Assert.Equal(("sender", "secret/#: publishonly may not subscribe"), (denied["client_id"].Text(), denied["detail"].Text()));
        Assert.True(denied["code"]!.GetValue<int>() >= 0x80);
    }
}
