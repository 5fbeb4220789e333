using System.Diagnostics;
using Gmqtt.PluginHost.Tests.Reload.Traffic;
using Xunit.Abstractions;

namespace Gmqtt.PluginHost.Tests.Reload;

/// <summary>Alone in the process, as it measures pauses.</summary>
[Collection(nameof(ManyReloadsTests))]
public sealed class ReloadUnderLoadTests(ITestOutputHelper output)
{
    private const int Warm = 3;
    private const int Reloads = 50;
    private const int PerPublisher = 500;

    // On a quiet machine it stays under 100 ms; a build server's neighbours are not the broker's.
    private static readonly TimeSpan WorstPause = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task No_message_is_lost_doubled_or_wrongly_decided_while_the_plugin_that_decides_is_exchanged_50_times()
    {
        await using var broker = await LoadedBroker.StartAsync();

        // The first ones compile the host's own code.
        await ReloadAsync(broker, Warm);
        var watchers = new List<(Watcher Watcher, Task Run)>();
        foreach (var (filter, qos, version) in new[] { ("load/#", 2, 5), ("load/#", 1, 4), ("#", 2, 5) })
        {
            var watcher = new Watcher(await broker.ConnectAsync($"watcher-{watchers.Count}", version));
            await watcher.SubscribeAsync(filter, qos);
            watchers.Add((watcher, watcher.RunAsync()));
        }

        using var end = new CancellationTokenSource();
        var publishers = new List<Publisher>();
        for (var i = 0; i < 4; i++) publishers.Add(new Publisher(await broker.ConnectAsync($"publisher-{i}", i % 2 == 0 ? 5 : 4), i, PerPublisher));
        Intruder[] intruders = [new(broker, 5), new(broker, 4)];
        var began = Stopwatch.GetTimestamp();
        var traffic = publishers.Select(p => p.RunAsync(end.Token)).Concat(intruders.Select(i => i.RunAsync(end.Token))).ToArray();

        await ReloadAsync(broker, Reloads);
        var took = Stopwatch.GetElapsedTime(began);
        await end.CancelAsync();
        await Task.WhenAll(traffic);
        var sent = publishers.Sum(p => p.Sent);
        foreach (var (watcher, run) in watchers) await watcher.ExpectAsync(sent, run);

        var pauses = publishers.SelectMany(p => p.Pauses).Order().ToList();
        output.WriteLine(
            $"{sent} messages in {took.TotalSeconds:0.0} s ({sent / took.TotalSeconds:0}/s), {intruders.Sum(i => i.Tries)} tries of what is forbidden; "
            + $"publish to ack: median {pauses[pauses.Count / 2]:0.0} ms, p99 {pauses[pauses.Count * 99 / 100]:0.0} ms, worst {pauses[^1]:0.0} ms");
        Assert.All(watchers, w => Assert.Empty(w.Watcher.Twice));
        Assert.All(watchers, w => Assert.Empty(w.Watcher.Forbidden));
        Assert.True(pauses[^1] < WorstPause.TotalMilliseconds, $"a message waited {pauses[^1]:0} ms");
        var info = broker.Plugins.List().Single();
        Assert.Equal((Warm + Reloads + 1, 0L), (info.Generation, info.Faults));

        // A machine without a free processor looks like a plugin that blocks.
        Assert.DoesNotContain(broker.Log.Errors, e => !e.Contains("plugin blocks a thread", StringComparison.Ordinal));
    }

    private static async Task ReloadAsync(LoadedBroker broker, int times)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(120));
        for (var i = 0; i < times; i++)
        {
            await beat.WaitForNextTickAsync();
            Assert.Null(await broker.Plugins.ReloadAsync("decider", CancellationToken.None));
        }
    }
}
