using System.Net;
using Gmqtt.Host.Tests.Plugins.Traffic;
using Gmqtt.Testing;
using Xunit.Abstractions;

namespace Gmqtt.Host.Tests.Plugins;

/// <summary>The three plugins that come with the broker come, go and are exchanged while messages flow through the real executable.</summary>
public sealed class BuiltInChangeTests(ITestOutputHelper output)
{
    private const string Auth = "[plugins.auth]\npassword_file = \"accounts\"\nargon2_memory = \"8MiB\"\nargon2_passes = 1\n";
    private const string WithRules = Auth + "rules_file = \"rules.yml\"\n";
    private const int ServerUnavailable = 0x88;
    private const int NotAuthorized = 0x87;
    private const int WrongPassword = 0x86;
    private const int RefusedByTheDoor = 0x83;

    [Fact]
    public async Task Each_is_exchanged_removed_and_added_while_messages_flow_and_none_is_lost_or_doubled()
    {
        await using var broker = await BuiltInBroker.StartAsync(Auth);
        var traffic = new[] { await CountedTraffic.StartAsync(broker, "a"), await CountedTraffic.StartAsync(broker, "b") };
        foreach (var plugin in new[] { "prometheus", "auth", "admin" })
        {
            Assert.Equal(plugin == "admin" ? HttpStatusCode.Accepted : HttpStatusCode.OK, await broker.ReloadAsync(plugin));
            await BackAsync(plugin);
            broker.Change(plugin);
            await BackAsync(plugin);
            broker.SwitchOff(plugin);
            await broker.Process.LineAsync($"plugin off name={plugin}");
            await GoesOnAsync();
            if (plugin == "admin") Assert.Equal(HttpStatusCode.NotFound, await broker.AskApiAsync());
            if (plugin == "prometheus") await Assert.ThrowsAsync<HttpRequestException>(broker.ScrapeAsync);
            if (plugin == "auth") await NobodyGetsInAsync(broker);
            broker.SwitchOn(plugin);
            await BackAsync(plugin);
        }

        broker.Remove("admin");
        await broker.Process.LineAsync("its files are gone");
        await GoesOnAsync();
        Assert.Equal(HttpStatusCode.NotFound, await broker.AskApiAsync());
        broker.Deploy("admin");
        await BackAsync("admin");

        // Who knows the clients is named by the configuration and goes on from memory.
        broker.Remove("auth");
        await broker.Process.LineAsync("plugin's files are gone, generation ");
        await GoesOnAsync();
        Assert.Equal((0, WrongPassword, NotAuthorized), (await broker.CodeAsync("right"), await broker.CodeAsync("wrong", password: "guess"), await broker.CodeAsync("nobody", user: null)));
        output.WriteLine($"{await traffic[0].EndAsync() + await traffic[1].EndAsync()} messages");

        async Task GoesOnAsync()
        {
            foreach (var flow in traffic) await flow.GoesOnAsync();
        }

        async Task BackAsync(string plugin)
        {
            await broker.InForceAsync(plugin);
            await GoesOnAsync();
            Assert.Equal(HttpStatusCode.OK, await broker.AskApiAsync());
            Assert.Contains("\ngmqtt_clients_connected_total ", await broker.ScrapeAsync(), StringComparison.Ordinal);
            Assert.Equal((0, WrongPassword), (await broker.CodeAsync("right"), await broker.CodeAsync("wrong", password: "guess")));
        }
    }

    [Fact]
    public async Task Where_there_are_rules_nothing_is_allowed_by_their_absence_and_clients_stay_connected()
    {
        await using var broker = await BuiltInBroker.StartAsync(WithRules, "rules:\n- {allow: all, topics: 'own/#'}\n");
        await using var client = await broker.ConnectAsync("c");
        await using var subscriber = await broker.ConnectAsync("s");
        Assert.Equal(1, await SubscribeAsync(subscriber, "own/+"));
        Assert.Equal(0, await PublishAsync(client, "own/t"));
        Assert.Equal("own/t", (await subscriber.ReadAsync()).Topic);

        // Exchanged, it goes on deciding, about each message once.
        var traffic = await CountedTraffic.StartAsync(broker, "own/traffic/flow");
        Assert.Equal(HttpStatusCode.OK, await broker.ReloadAsync("auth"));
        await broker.InForceAsync("auth");
        broker.Change("auth");
        await broker.InForceAsync("auth");
        await traffic.GoesOnAsync();
        Assert.Equal(NotAuthorized, await PublishAsync(client, "other/t"));
        await traffic.EndAsync();

        broker.SwitchOff("auth");
        await broker.Process.LineAsync("what it decided is refused until it is back");
        await broker.Process.LineAsync("plugin off name=auth");
        Assert.Equal(RefusedByTheDoor, await PublishAsync(client, "own/t"));
        Assert.Equal(RefusedByTheDoor, await SubscribeAsync(client, "other/#"));
        Assert.Equal(HttpStatusCode.OK, await broker.PublishAsync("own/from-the-api"));
        await NobodyGetsInAsync(broker);
        await subscriber.SendAsync([0xC0, 0x00]);
        Assert.Equal(13, (await subscriber.ReadAsync()).Type); // nothing was delivered before it

        broker.SwitchOn("auth");
        await broker.InForceAsync("auth");
        Assert.Equal(NotAuthorized, await PublishAsync(client, "other/t"));
        Assert.Equal(0, await PublishAsync(client, "own/t"));
        Assert.Equal("own/t", (await subscriber.ReadAsync()).Topic);
        Assert.Equal(0, await broker.CodeAsync("right"));
    }

    [Fact]
    public async Task A_table_that_is_gone_keeps_the_door_shut_and_enabled_false_opens_it()
    {
        await using var broker = await BuiltInBroker.StartAsync(WithRules, "rules:\n- {allow: all, topics: 'own/#'}\n");
        await using var client = await broker.ConnectAsync("c");

        await broker.ConfigureAsync("");
        await NobodyGetsInAsync(broker);
        Assert.Equal(RefusedByTheDoor, await PublishAsync(client, "own/t"));

        await broker.ConfigureAsync("[plugins.auth]\nenabled = false\n");
        Assert.Equal(0x10, await PublishAsync(client, "other/t")); // no matching subscribers
        await broker.ConfigureAsync("[plugins.auth]\nenabled = false\n"); // from now on nobody is waited for
        Assert.Equal(0, await broker.CodeAsync("anybody", user: null));
    }

    private static async Task NobodyGetsInAsync(BuiltInBroker broker)
        => Assert.Equal((ServerUnavailable, ServerUnavailable), (await broker.CodeAsync("right"), await broker.CodeAsync("nobody", user: null)));

    private static async Task<int> PublishAsync(SocketClient client, string topic)
    {
        await client.SendAsync(Packet.Publish(topic, [], qos: 1, packetId: 1));
        return (await AnswerAsync(client, 4)).ReasonCode;
    }

    private static async Task<int> SubscribeAsync(SocketClient client, string filter)
    {
        await client.SendAsync(Packet.Subscribe(1, 5, [], (filter, 1)));
        return (await AnswerAsync(client, 9)).ReasonCodes[0];
    }

    private static async Task<ReceivedPacket> AnswerAsync(SocketClient client, int type)
    {
        var packet = await client.ReadAsync();
        Assert.Equal(type, packet.Type);
        return packet;
    }
}
