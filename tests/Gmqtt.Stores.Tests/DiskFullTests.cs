using System.Diagnostics;
using Gmqtt.Broker.Stores;
using Gmqtt.Stores.Disk;
using Xunit.Abstractions;

namespace Gmqtt.Stores.Tests;

/// <summary>A small file system of its own, filled and freed again. Where none can be mounted, the reason is printed.</summary>
public sealed class DiskFullTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_full_disk_acknowledges_nothing_and_goes_on_by_itself_when_there_is_room()
    {
        var mount = Directory.CreateTempSubdirectory("gmqtt-full-").FullName;
        if (!await RunAsync("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", mount))
        {
            output.WriteLine("not run: this user may not mount a tmpfs");
            return;
        }

        try
        {
            await FillAndFreeAsync(mount);
        }
        finally
        {
            await RunAsync("umount", "-l", mount);
            Directory.Delete(mount);
        }
    }

    private async Task FillAndFreeAsync(string mount)
    {
        await using var place = new DiskPlace(new DiskStoreOptions { Directory = Path.Combine(mount, "store"), WriteBufferBytes = 4 * 1024 * 1024 });
        var bytes = new byte[20_000];
        new Random(1).NextBytes(bytes); // does not compress
        var payload = Convert.ToBase64String(bytes);
        var acknowledged = 0;
        ulong session;
        var filler = Path.Combine(mount, "filler");
        await using (var life = await Life.BeginAsync(place))
        {
            session = await life.SessionAsync("c");
            await File.WriteAllBytesAsync(filler, new byte[24 * 1024 * 1024]);
            Task waiting;
            while (true)
            {
                waiting = life.PublishAsync($"{acknowledged}:{payload}", session);
                while (!waiting.IsCompleted && life.Journal.Health.State == StoreState.Healthy) await Task.Yield();
                if (!waiting.IsCompleted) break;
                acknowledged++;
            }

            output.WriteLine($"full after {acknowledged} messages: {life.Journal.Health.Sentence}");
            Assert.InRange(acknowledged, 10, 5000);
            Assert.Equal(StoreState.Failing, life.Journal.Health.State);
            File.Delete(filler);
            var freed = Stopwatch.GetTimestamp();
            await waiting;
            output.WriteLine($"acknowledged again {Stopwatch.GetElapsedTime(freed).TotalSeconds:F2} s after there was room");
            acknowledged++;
            Assert.Equal(StoreState.Healthy, life.Journal.Health.State);
        }

        await using var next = await Life.BeginAsync(place);
        Assert.Equal(Enumerable.Range(0, acknowledged).Select(i => $"{i}:{payload}"), (await next.ReadAsync(session)).Payloads);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
