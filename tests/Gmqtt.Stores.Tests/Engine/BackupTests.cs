using Gmqtt.Stores.Disk;

namespace Gmqtt.Stores.Tests.Engine;

/// <summary>A running broker's state, copied and taken up by another.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_of_a_running_broker_has_what_was_acknowledged()
    {
        var place = new DiskPlace();
        await using var lives = await Lives.BeginAsync(place);
        var subscriber = await lives.ComeAsync("s");
        await subscriber.SubscribeAsync("t", 1);
        await subscriber.DropAsync();
        var publisher = await lives.Broker.ConnectAsync("p");
        await publisher.PublishAsync("t", "in it", 1, 1, retain: true);
        await publisher.ReadAsync(4);
        var backup = Path.Combine(Path.GetTempPath(), $"gmqtt-backup-{Guid.NewGuid():N}");
        await lives.Broker.Services.BackupAsync(backup);
        await publisher.PublishAsync("t", "after it", 1, 2);
        await publisher.ReadAsync(4);

        var restored = new DiskStoreOptions { Directory = Directory.CreateTempSubdirectory("gmqtt-restored-").FullName };
        new DiskMaintenance(restored.Directory).Restore(backup);
        Directory.Delete(backup, recursive: true);
        await using var next = await Lives.BeginAsync(new DiskPlace(restored));
        Assert.Equal(1, next.Broker.Services.RetainedService.Count);
        subscriber = await next.ComeAsync("s");
        Assert.Equal("in it", (await subscriber.ReadAsync(3)).Payload);
        await subscriber.ExpectNothingAsync();
    }

    [Fact]
    public async Task Of_memory_there_is_none_and_the_answer_says_what_to_do()
    {
        await using var broker = await Testing.TestBroker.StartAsync();
        var refusal = await Assert.ThrowsAsync<NotSupportedException>(async () => await broker.Services.BackupAsync("/tmp/x"));
        Assert.Contains("persistence.type", refusal.Message);
    }
}
