namespace Gmqtt.Exporter.Tests;

/// <summary>What the repository gives to those who watch the broker, judged by Prometheus's own tool.</summary>
public sealed class DeployTests
{
    [Fact]
    public async Task The_exposition_is_as_prometheus_wants_it()
    {
        await using var exporter = await Exporter.WithHooksAsync();
        var (code, output) = await Tool.RunAsync(".", (await exporter.ScrapeAsync()).Text, "check", "metrics");
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task The_configuration_and_its_rules_are_sound()
    {
        var (code, output) = await Tool.RunAsync(Path.Combine(Deploy.Folder, "prometheus"), "", "check", "config", "prometheus.yml");
        Assert.True(code == 0, output);
        Assert.Contains("14 rules found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_alerts_come_when_they_should_and_not_else()
    {
        var folder = Directory.CreateTempSubdirectory("gmqtt-rules-");
        try
        {
            File.Copy(Deploy.Rules, Path.Combine(folder.FullName, "gmqtt.rules.yml"));
            File.Copy(Path.Combine(AppContext.BaseDirectory, "rules-test.yml"), Path.Combine(folder.FullName, "rules-test.yml"));
            var (code, output) = await Tool.RunAsync(folder.FullName, "", "test", "rules", "rules-test.yml");
            Assert.True(code == 0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_dashboard_and_the_rules_ask_for_metrics_that_are_there()
    {
        await using var exporter = await Exporter.WithHooksAsync();
        var there = (await exporter.ScrapeAsync()).SampleNames.ToHashSet();

        Assert.NotEmpty(Deploy.Expressions);
        Assert.All(Deploy.Expressions.SelectMany(Deploy.MetricsIn).Distinct(), name => Assert.Contains(name, there));
    }
}
