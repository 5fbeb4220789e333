using System.Diagnostics.Metrics;

namespace Gmqtt.Exporter.Tests;

/// <summary>What may be a series: never each client, never without end.</summary>
public sealed class LabelTests
{
    [Fact]
    public async Task No_client_and_no_topic_is_ever_in_it()
    {
        await using var exporter = await Exporter.StartAsync();
        var client = await exporter.Broker.ConnectAsync("needle-client");
        await client.SubscribeAsync("needle/topic", 1);
        await client.PublishAsync("needle/topic", "needle", qos: 1, packetId: 1);
        await client.ReadAsync(3);

        Assert.DoesNotContain("needle", (await exporter.ScrapeAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_plugins_measure_is_there_under_their_name()
    {
        await using var exporter = await Exporter.StartAsync();
        using var meter = new Meter("gmqtt.plugin.my-auth");
        var checks = meter.CreateCounter<long>("checks", description: "Passwords checked.");
        meter.CreateHistogram<double>("check.time", "s").Record(0.02);
        meter.CreateObservableGauge("cached", () => 7, "By");
        checks.Add(2, new KeyValuePair<string, object?>("result", "good"));
        checks.Add(1, new KeyValuePair<string, object?>("result", "bad"), new KeyValuePair<string, object?>("client_id", "c1"));
        checks.Add(1, new KeyValuePair<string, object?>("result", "bad"), new KeyValuePair<string, object?>("client_id", "c2"));
        using var foreign = new Meter("somebody.else");
        foreign.CreateCounter<int>("other").Add(1);

        var metrics = await exporter.ScrapeAsync();

        Assert.Equal((2, 2), (metrics["plugin_my_auth_checks_total", "result=good"], metrics["plugin_my_auth_checks_total", "result=bad"]));
        Assert.Equal(("counter", "histogram", "gauge"),
            (metrics.Types["plugin_my_auth_checks_total"], metrics.Types["plugin_my_auth_check_time_seconds"], metrics.Types["plugin_my_auth_cached_bytes"]));
        Assert.Equal((7, 0.02, 1, 0), (metrics["plugin_my_auth_cached_bytes"], metrics["plugin_my_auth_check_time_seconds_sum"],
            metrics["plugin_my_auth_check_time_seconds_bucket", "le=0.025"], metrics["plugin_my_auth_check_time_seconds_bucket", "le=0.01"]));
        Assert.DoesNotContain(metrics.Types.Keys, name => name.Contains("other", StringComparison.Ordinal));
        Assert.DoesNotContain("client_id", metrics.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_goes_takes_its_metrics_along()
    {
        await using var exporter = await Exporter.StartAsync();
        using (var meter = new Meter("gmqtt.plugin.gone"))
        {
            meter.CreateObservableGauge("value", () => 1);
            Assert.Equal(1, (await exporter.ScrapeAsync())["plugin_gone_value"]);
        }

        Assert.DoesNotContain("plugin_gone_value", (await exporter.ScrapeAsync()).SampleNames);
    }

    [Fact]
    public async Task A_plugin_s_tags_and_mistakes_cost_no_more_than_a_bound_and_no_other_s_numbers()
    {
        await using var exporter = await Exporter.StartAsync();
        using var meter = new Meter("gmqtt.plugin.careless");
        var counter = meter.CreateCounter<int>("requests");
        for (var i = 0; i < 1000; i++) counter.Add(1, new KeyValuePair<string, object?>("path", $"/{i}\"\n\\"), new KeyValuePair<string, object?>("le", 1));
        meter.CreateObservableGauge("broken", int () => throw new InvalidOperationException("a mistake"));
        meter.CreateCounter<int>("Requests").Add(1); // the same name, as Prometheus writes it
        meter.CreateUpDownCounter<int>("odd name/%", description: "two\nlines").Add(-3);

        var metrics = await exporter.ScrapeAsync();

        Assert.Equal(200, metrics.ValuesOf("plugin_careless_requests_total", "path").Count());
        Assert.Equal(-3, metrics["plugin_careless_odd_name__"]);
        Assert.Equal(0, metrics["gmqtt_clients_connected_total"]);
    }
}
