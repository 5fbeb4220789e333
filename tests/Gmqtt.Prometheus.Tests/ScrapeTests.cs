namespace Gmqtt.Exporter.Tests;

/// <summary>Debian's Prometheus scrapes the real endpoint.</summary>
public sealed class ScrapeTests
{
    [Fact]
    public async Task Prometheus_has_the_broker_s_numbers_and_understands_every_expression()
    {
        await using var exporter = await Exporter.WithHooksAsync();
        await using var prometheus = PrometheusProcess.Start(exporter.Address);

        await prometheus.UntilAsync("up{job=\"gmqtt\"} == 1");
        await prometheus.UntilAsync("gmqtt_clients_connected_total == 1");
        await prometheus.UntilAsync("gmqtt_messages_received_total{qos=\"0\"} > 100");
        await prometheus.UntilAsync("count(gmqtt_delivery_latency_seconds_bucket) > 5");
        foreach (var expression in Deploy.Expressions)
        {
            using var answer = await prometheus.QueryAsync(expression);
            Assert.True(answer.RootElement.GetProperty("status").GetString() == "success", $"{expression}: {answer.RootElement}");
        }
    }

    [Fact]
    public async Task Prometheus_may_come_with_a_token_to_the_shared_address()
    {
        await using var exporter = await Exporter.StartAsync("address = \"api\"");
        await using var prometheus = PrometheusProcess.Start(exporter.Broker.Http.BaseAddress!, Testing.TestBroker.ViewerApiToken);
        await prometheus.UntilAsync("up{job=\"gmqtt\"} == 1");
    }
}
