using Gmqtt.Testing;

namespace Gmqtt.Exporter.Tests;

/// <summary>The metrics of the Go broker gmqtt, by name, type and labels: dashboards made for it go on.</summary>
public sealed class ParityTests(ParityTests.Scraped scraped) : IClassFixture<ParityTests.Scraped>
{
    private static readonly string[] PacketTypes =
    [
        "CONNECT", "CONNACK", "DISCONNECT", "PINGREQ", "PINGRESP", "PUBACK", "PUBCOMP", "PUBLISH", "PUBREC", "PUBREL", "SUBACK", "SUBSCRIBE", "UNSUBACK", "UNSUBSCRIBE",
    ];

    private static readonly string[] QoS = ["0", "1", "2"];

    public static TheoryData<string, string, string, string[]> Families { get; } = new()
    {
        { "gmqtt_packets_received_bytes_total", "counter", "type", PacketTypes },
        { "gmqtt_packets_sent_bytes_total", "counter", "type", PacketTypes },
        { "gmqtt_packets_received_total", "counter", "type", PacketTypes },
        { "gmqtt_packets_sent_total", "counter", "type", PacketTypes },
        { "gmqtt_clients_connected_total", "counter", "", [] },
        { "gmqtt_clients_disconnected_total", "counter", "", [] },
        { "gmqtt_sessions_created_total", "counter", "", [] },
        { "gmqtt_sessions_terminated_total", "counter", "reason", ["expired", "taken_over", "normal"] },
        { "gmqtt_sessions_active_current", "gauge", "", [] },
        { "gmqtt_sessions_inactive_current", "gauge", "", [] },
        { "gmqtt_messages_dropped_total", "counter", "qos", QoS },
        { "gmqtt_messages_dropped_total", "counter", "type", ["internal", "expired", "queue_full", "exceeds_max_size"] },
        { "gmqtt_messages_queued_current", "gauge", "", [] },
        { "gmqtt_messages_received_total", "counter", "qos", QoS },
        { "gmqtt_messages_sent_total", "counter", "qos", QoS },
        { "gmqtt_subscriptions_total", "counter", "", [] },
        { "gmqtt_subscriptions_current", "gauge", "", [] },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void It_is_there_with_its_type_and_its_labels(string name, string type, string label, string[] values)
    {
        var metrics = scraped.Metrics;
        Assert.Equal(type, metrics.Types[name]);
        if (label.Length == 0)
        {
            Assert.Empty(metrics.LabelsOf(name));
            Assert.True(metrics[name] >= 0);
            return;
        }

        Assert.Contains(label, metrics.LabelsOf(name));
        Assert.Subset(metrics.ValuesOf(name, label).ToHashSet(), values.ToHashSet());
        string[] all = name == "gmqtt_messages_dropped_total" ? ["qos", "type"] : [label];
        Assert.Equal(all, metrics.LabelsOf(name).Order());
    }

    [Fact]
    public async Task The_numbers_are_the_broker_s()
    {
        await using var exporter = await Exporter.StartAsync();
        var client = await exporter.Broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 1);
        await client.PublishAsync("t", "hello", qos: 1, packetId: 1);
        await client.ReadAsync(3);
        await client.ReadAsync(4);
        await client.PublishAsync("r", "kept", retain: true);
        await TestBroker.UntilAsync(() => exporter.Broker.Services.RetainedService.Count == 1);
        var metrics = await exporter.ScrapeAsync();

        Assert.Equal((1, 1, 0), (metrics["gmqtt_clients_connected_total"], metrics["gmqtt_sessions_active_current"], metrics["gmqtt_sessions_inactive_current"]));
        Assert.Equal((2, 1), (metrics["gmqtt_packets_received_total", "type=PUBLISH"], metrics["gmqtt_packets_sent_total", "type=PUBLISH"]));
        Assert.Equal(Packet.Connect("c").Length, metrics["gmqtt_packets_received_bytes_total", "type=CONNECT"]);
        Assert.Equal((1, 1), (metrics["gmqtt_messages_received_total", "qos=0"], metrics["gmqtt_messages_received_total", "qos=1"]));
        Assert.Equal((1, 1, 1), (metrics["gmqtt_subscriptions_current"], metrics["gmqtt_messages_inflight_current"], metrics["gmqtt_retained_messages_current"]));
        Assert.Equal(1, metrics["gmqtt_authentications_total", "method=anonymous", "reason=success"]);
        Assert.Equal((1, 1), (metrics["gmqtt_delivery_latency_seconds_count"], metrics["gmqtt_delivery_latency_seconds_bucket", "le=+Inf"]));
    }

    /// <summary>One scrape of a broker that nobody has used.</summary>
    public sealed class Scraped : IAsyncLifetime
    {
        internal Metrics Metrics { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await using var exporter = await Exporter.StartAsync();
            Metrics = await exporter.ScrapeAsync();
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
