using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Stats;

/// <summary><c>$SYS</c>: mosquitto's names, retained, and not for who did not ask for them.</summary>
public sealed class SysTopicsTests
{
    /// <summary>What dashboards made for mosquitto read.</summary>
    public static TheoryData<string> Names =>
    [
        "version", "uptime", "clients/total", "clients/connected", "clients/disconnected", "clients/active", "clients/inactive", "clients/maximum", "clients/expired",
        "messages/received", "messages/sent", "messages/stored", "publish/messages/received", "publish/messages/sent", "publish/messages/dropped", "bytes/received",
        "bytes/sent", "subscriptions/count", "retained messages/count", "store/messages/count", "store/messages/bytes", "heap/current",
        "load/messages/received/1min", "load/messages/sent/5min", "load/publish/received/15min", "load/publish/sent/1min", "load/bytes/received/1min",
        "load/bytes/sent/1min", "load/sockets/1min", "load/connections/1min",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_topic_of_each_name_is_retained(string name)
    {
        await using var broker = await StartAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.5));
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync($"$SYS/broker/{name}");
        var message = await client.ReadAsync(3);
        Assert.Equal(($"$SYS/broker/{name}", true), (message.Topic, message.Retain));
        Assert.NotEmpty(message.Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task The_numbers_are_true()
    {
        await using var broker = await StartAsync();
        var away = await broker.ConnectAsync("away", clean: false, properties: Packet.SessionExpiry(600));
        await away.SubscribeAsync("t");
        await away.DropAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("u");
        await client.PublishAsync("kept", "x", retain: true);
        await client.ExpectNothingAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.5));
        Assert.Equal(
            ("1", "1", "2", "2", "1"),
            (Value(broker, "clients/connected"), Value(broker, "clients/disconnected"), Value(broker, "clients/total"), Value(broker, "subscriptions/count"),
                Value(broker, "publish/messages/received")));
        Assert.StartsWith("gmqtt", Value(broker, "version"), StringComparison.Ordinal);
        Assert.EndsWith("seconds", Value(broker, "uptime"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#")]
    [InlineData("+/#")]
    [InlineData("+/broker/version")]
    public async Task A_leading_wildcard_does_not_match_them_live_or_retained(string filter)
    {
        await using var broker = await StartAsync();
        var before = await broker.ConnectAsync("before");
        await before.SubscribeAsync(filter);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        var after = await broker.ConnectAsync("after");
        await after.SubscribeAsync(filter);
        await before.ExpectNothingAsync(); // [MQTT-4.7.2-1]
        await after.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_subscriber_gets_what_changes()
    {
        await using var broker = await StartAsync();
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("$SYS/broker/clients/connected");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.5));
        Assert.Equal("1", (await watcher.ReadAsync(3)).Payload);
        await broker.ConnectAsync("another");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.5));
        Assert.Equal("2", (await watcher.ReadAsync(3)).Payload);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        await watcher.ExpectNothingAsync(); // nothing has changed
    }

    [Fact]
    public async Task Without_an_interval_there_are_none()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, broker.Services.RetainedService.Count);
    }

    private static Task<TestBroker> StartAsync() => TestBroker.StartAsync(mqtt => mqtt with { SysInterval = TimeSpan.FromSeconds(1) });

    private static string Value(TestBroker broker, string name)
        => System.Text.Encoding.UTF8.GetString(broker.Services.RetainedService.Get($"$SYS/broker/{name}")!.Payload.Span);
}
