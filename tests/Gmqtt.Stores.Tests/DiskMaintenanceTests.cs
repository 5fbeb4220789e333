using Gmqtt.Broker.Stores;
using Gmqtt.Stores.Disk;

namespace Gmqtt.Stores.Tests;

/// <summary>verify, repair, dump, compact, backup and restore.</summary>
public sealed class DiskMaintenanceTests : IAsyncLifetime
{
    private readonly DiskPlace _place = new();
    private readonly DiskMaintenance _maintenance;
    private readonly string _setAside = Path.GetTempFileName();

    public DiskMaintenanceTests() => _maintenance = new DiskMaintenance(_place.Options.Directory);

    [Fact]
    public async Task A_sound_store_has_no_faults()
    {
        await FillAsync();
        Assert.Empty(_maintenance.Verify());
        _maintenance.Compact();
        Assert.Empty(_maintenance.Verify());
    }

    [Fact]
    public async Task A_damaged_row_is_named_set_aside_and_the_rest_lives()
    {
        await FillAsync();
        await _place.DamageAsync(StoreTable.Retained, value => [.. value[..^1], (byte)(value[^1] ^ 1)]);
        var fault = Assert.Single(_maintenance.Verify());
        Assert.Equal((StoreTable.Retained, "state/now", true), (fault.Table, fault.Key, fault.IsDamage));
        await Assert.ThrowsAsync<StoreCorruptException>(() => Life.BeginAsync(_place));
        Assert.Single(_maintenance.Repair(_setAside));
        Assert.Contains("state/now", await File.ReadAllTextAsync(_setAside), StringComparison.Ordinal);
        Assert.Empty(_maintenance.Verify());
        await using var next = await Life.BeginAsync(_place);
        Assert.Equal((2, 0), (next.Loaded.Sessions.Count, next.Loaded.Retained.Count));
    }

    [Fact]
    public async Task A_lost_message_takes_its_places_with_it_and_a_wrong_count_is_put_right()
    {
        var (a, b) = await FillAsync();
        using (var tables = DiskTables.Open(_place.Options))
        {
            using var rows = tables.Scan(StoreTable.Message, default, once: true);
            Assert.True(rows.MoveNext());
            using var batch = new DiskBatch(tables);
            CommitPlan.WriteHolders(batch, rows.Key, 77);
            batch.Write(sync: true);
        }

        Assert.Equal(StoreTable.Holders, Assert.Single(_maintenance.Verify()).Table);
        _maintenance.Repair(_setAside);
        await using (var life = await Life.BeginAsync(_place))
        {
            var message = Assert.Single((await life.ReadAsync(a)).Entries).Entry;
            await life.DoAsync(c => c.Completed(a, message.Position, message.MessageId, isMarked: false));
            await life.DoAsync(c => c.SessionRemoved(b));
        }

        Assert.Equal(0, await _place.CountAsync(StoreTable.Message));
    }

    [Fact]
    public async Task Dump_says_what_there_is()
    {
        await FillAsync();
        var text = new StringWriter();
        _maintenance.Dump(text);
        Assert.Contains("\"clientId\":\"one\"", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"topic\":\"state/now\"", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_a_running_store_is_what_it_held_then()
    {
        var backup = Path.Combine(_place.Options.Directory, "..", Guid.NewGuid().ToString("N"));
        await using (var life = await Life.BeginAsync(_place))
        {
            await life.SessionAsync("before");
            await ((DiskStore)life.Store).BackupAsync(backup, default);
            await life.SessionAsync("after");
        }

        await using var restored = new DiskPlace();
        new DiskMaintenance(restored.Options.Directory).Restore(backup);
        await using (var life = await Life.BeginAsync(restored)) Assert.Equal("before", Assert.Single(life.Loaded.Sessions).Value.ClientId);
        Assert.Throws<StoreInUseException>(() => new DiskMaintenance(restored.Options.Directory).Restore(backup));
        Directory.Delete(backup, recursive: true);
    }

    [Fact]
    public void What_is_not_there_is_not_made() => Assert.Throws<StoreUnavailableException>(() => new DiskMaintenance("/nowhere/at/all").Verify());

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        File.Delete(_setAside);
        return _place.DisposeAsync().AsTask();
    }

    private async Task<(ulong A, ulong B)> FillAsync()
    {
        await using var life = await Life.BeginAsync(_place);
        var (a, b) = (await life.SessionAsync("one"), await life.SessionAsync("two"));
        await life.PublishAsync("for both", a, b);
        await life.DoAsync(c => c.RetainedSet(Life.Message("state/now", "x"u8.ToArray())));
        return (a, b);
    }
}
