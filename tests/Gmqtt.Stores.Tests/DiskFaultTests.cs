using Gmqtt.Broker.Stores;
using Gmqtt.Stores.Disk;

namespace Gmqtt.Stores.Tests;

/// <summary>What can go wrong with a directory, and what the disk store does about it.</summary>
public sealed class DiskFaultTests : IAsyncLifetime
{
    private readonly DiskPlace _place = new();

    [Fact]
    public async Task A_second_broker_on_the_same_directory_is_refused()
    {
        await using var life = await Life.BeginAsync(_place);
        var refused = await Assert.ThrowsAsync<StoreInUseException>(() => Life.BeginAsync(_place));
        Assert.Contains(_place.Options.Directory, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_with_other_files_is_refused_and_left_as_it_is()
    {
        File.WriteAllText(Path.Combine(_place.Options.Directory, "mosquitto.db"), "not ours");
        var refused = await Assert.ThrowsAsync<StoreCorruptException>(() => Life.BeginAsync(_place));
        Assert.Contains("mosquitto.db", refused.Message, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(_place.Options.Directory));
    }

    [Fact]
    public async Task A_store_without_its_table_of_contents_is_not_taken_for_an_empty_one()
    {
        await using (await Life.BeginAsync(_place))
        {
        }

        File.Delete(Path.Combine(_place.Options.Directory, "CURRENT"));
        var refused = await Assert.ThrowsAsync<StoreCorruptException>(() => Life.BeginAsync(_place));
        Assert.Contains("verify --repair", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flipped_bit_in_the_log_is_refused_and_repaired_only_on_request()
    {
        await using (var life = await Life.BeginAsync(_place))
        {
            for (var i = 0; i < 50; i++) await life.SessionAsync($"client-{i}");
        }

        var log = Directory.EnumerateFiles(_place.Options.Directory, "*.log").MaxBy(f => new FileInfo(f).Length)!;
        var bytes = await File.ReadAllBytesAsync(log);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(log, bytes);
        var refused = await Assert.ThrowsAsync<StoreCorruptException>(() => Life.BeginAsync(_place));
        Assert.Contains("verify --repair", refused.Message, StringComparison.Ordinal);

        var setAside = Path.Combine(_place.Options.Directory, "set-aside");
        new DiskMaintenance(_place.Options.Directory).Repair(setAside);
        Assert.NotEmpty(Directory.EnumerateFiles(setAside + ".logs"));
        await using var next = await Life.BeginAsync(_place);
        Assert.InRange(next.Loaded.Sessions.Count, 1, 49);
    }

    [Fact]
    public async Task A_log_that_ends_in_the_middle_of_its_last_commit_is_what_a_crash_leaves_and_is_read()
    {
        await using (var life = await Life.BeginAsync(_place))
        {
            for (var i = 0; i < 50; i++) await life.SessionAsync($"client-{i}");
        }

        var log = Directory.EnumerateFiles(_place.Options.Directory, "*.log").MaxBy(f => new FileInfo(f).Length)!;
        await using (var file = File.OpenWrite(log)) file.SetLength(file.Length - 7);
        await using var next = await Life.BeginAsync(_place);
        Assert.Equal(49, next.Loaded.Sessions.Count);
    }

    [Fact]
    public async Task Without_permission_the_sentence_says_so()
    {
        await using var place = new DiskPlace(new DiskStoreOptions { Directory = "/proc/gmqtt" });
        var store = place.NewStore();
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.OpenAsync(default));
        Assert.Contains("/proc/gmqtt", refused.Message, StringComparison.Ordinal);
        await store.DisposeAsync();
    }

    [Theory]
    [InlineData("always", DurabilityMode.Always, 0)]
    [InlineData("group", DurabilityMode.Group, 0)]
    [InlineData("os", DurabilityMode.OperatingSystem, 0)]
    [InlineData("interval:100ms", DurabilityMode.Interval, 100)]
    [InlineData("interval:2s", DurabilityMode.Interval, 2000)]
    public void Durability_is_read(string text, DurabilityMode mode, int milliseconds)
    {
        Assert.True(Durability.TryParse(text, out var durability));
        Assert.Equal((mode, milliseconds), (durability.Mode, durability.Interval.TotalMilliseconds));
        Assert.NotEmpty(durability.Promise);
    }

    [Theory]
    [InlineData("")]
    [InlineData("never")]
    [InlineData("interval")]
    [InlineData("interval:")]
    [InlineData("interval:0ms")]
    [InlineData("interval:-1ms")]
    [InlineData("interval:100")]
    [InlineData("interval:9999999s")]
    public void Other_durabilities_are_refused(string text) => Assert.False(Durability.TryParse(text, out _));

    [Theory]
    [InlineData("always")]
    [InlineData("os")]
    [InlineData("interval:100ms")]
    public async Task Every_durability_keeps_what_was_committed_through_a_restart(string text)
    {
        Assert.True(Durability.TryParse(text, out var durability));
        await using var place = new DiskPlace(_place.Options with { Directory = Path.Combine(_place.Options.Directory, "x"), Durability = durability });
        await using (var life = await Life.BeginAsync(place)) await life.SessionAsync("c");
        await using var next = await Life.BeginAsync(place);
        Assert.Single(next.Loaded.Sessions);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _place.DisposeAsync().AsTask();
}
