using System.Diagnostics;
using System.Globalization;
using Gmqtt.Broker.Stores;
using Gmqtt.Stores.Disk;
using Xunit.Abstractions;

namespace Gmqtt.Stores.Tests;

/// <summary>How fast the disk store is on this machine, beside the disk itself.</summary>
public sealed class DiskStoreFigures(ITestOutputHelper output)
{
    [Theory]
    [InlineData("always")]
    [InlineData("group")]
    [InlineData("interval:100ms")]
    [InlineData("os")]
    public async Task Messages_a_second(string durability)
    {
        Assert.True(Durability.TryParse(durability, out var parsed));
        foreach (var (publishers, window) in new[] { (1, 1), (64, 1), (64, 16) })
        {
            await using var place = new DiskPlace(new DiskStoreOptions { Directory = Directory.CreateTempSubdirectory("gmqtt-store-").FullName, Durability = parsed });
            output.WriteLine($"disk {durability}: {await Figures.PublishAsync(place, publishers, window, durability == "group")}; one synced write takes {await SyncAsync(place)} ms");
        }
    }

    [Fact]
    public async Task Sessions_at_start()
    {
        await using var place = new DiskPlace();
        output.WriteLine($"disk: {await Figures.LoadAsync(place)}");
    }

    /// <summary>What the disk takes for one small commit alone, through the same store.</summary>
    private static async Task<string> SyncAsync(DiskPlace place)
    {
        await using var other = new DiskPlace(place.Options with { Directory = Path.Combine(place.Options.Directory, "sync"), Durability = new(DurabilityMode.Always) });
        await using var life = await Life.BeginAsync(other);
        var start = Stopwatch.GetTimestamp();
        const int Commits = 20;
        for (var i = 0; i < Commits; i++) await life.DoAsync(c => c.ReceivedAdded(1, (ushort)i));
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds / Commits).ToString("F2", CultureInfo.InvariantCulture);
    }
}
