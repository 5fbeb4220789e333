using System.Runtime.CompilerServices;
using Xunit.Abstractions;

namespace Gmqtt.PluginHost.Tests.Reload;

/// <summary>Alone in the process, as it measures the heap.</summary>
[CollectionDefinition(nameof(ManyReloadsTests), DisableParallelization = true)]
[Collection(nameof(ManyReloadsTests))]
public sealed class ManyReloadsTests(ITestOutputHelper output)
{
    private const int Reloads = 200;
    private const int Warm = 20;

    [Fact]
    public async Task After_200_reloads_one_version_is_in_memory_and_the_heap_has_not_grown()
    {
        await using var broker = await PluggedBroker.StartAsync(s => s with { HotReload = false }, "versioned");
        var before = 0L;
        for (var generation = 2; generation <= Reloads + 1; generation++)
        {
            Assert.Null(await broker.Plugins.ReloadAsync("versioned", CancellationToken.None));
            if (generation != Warm) continue;
            await GoneAsync(broker, Warm - 1);
            before = Heap();
        }

        await GoneAsync(broker, Reloads);
        var after = Heap();

        output.WriteLine($"heap after {Warm} reloads {before / 1024} KiB, after {Reloads} {after / 1024} KiB; contexts {broker.Contexts()}");
        Assert.Equal((Reloads + 1, 0), (broker.Info().Generation, broker.Info().Leaked));
        Assert.Equal(1, broker.Contexts());
        Assert.True(after < before * 1.1, $"the heap grew from {before} to {after} bytes");
        Assert.Equal("0001", await broker.VersionAsync());
    }

    /// <summary>Lines of versions come in any order, as each is seen off by itself.</summary>
    private static async Task GoneAsync(PluggedBroker broker, int count)
    {
        while (broker.Log.All.Count(l => l.Contains("plugin gone from memory", StringComparison.Ordinal)) < count)
            await broker.Log.LineAsync("plugin gone from memory");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
