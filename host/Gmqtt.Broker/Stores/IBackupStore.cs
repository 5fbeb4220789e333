namespace Gmqtt.Broker.Stores;

/// <summary>A store that can be copied while it runs. Others have their own ways, as a Redis has.</summary>
public interface IBackupStore
{
    /// <summary>Copies everything committed so far.</summary>
    /// <param name="directory">Where to; must not be there yet.</param>
    /// <param name="cancellationToken">Gives up before it has begun.</param>
    /// <returns>Completes when the copy is whole.</returns>
    Task BackupAsync(string directory, CancellationToken cancellationToken);
}
