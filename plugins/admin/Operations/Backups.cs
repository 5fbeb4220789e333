using System.Globalization;
using Gmqtt.Admin.Http;
using Gmqtt.Plugins;

namespace Gmqtt.Admin.Operations;

/// <summary>The body of <c>POST /v1/backup</c>.</summary>
internal sealed class BackupRequest
{
    /// <summary>What the copy's folder is to be called: 1 to 64 letters, digits, dots, dashes and underscores; the time when left out.</summary>
    public string? Name { get; set; }
}

/// <summary>A copy that was made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Directory">Where it is, on the broker's machine.</param>
internal sealed record BackupAnswer(string Name, string Directory);

/// <summary>
/// Copies of the running broker's store. They are made in one folder, and a caller says no more than a name: a token must not be worth the right to write anywhere on the machine.
/// </summary>
internal sealed class Backups(IPluginContext context, string? folder)
{
    private const int LongestName = 64;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = folder is null ? Path.Combine(context.DataDirectory, "backups") : context.Configuration.PathOf(folder);
    private int _busy;

    /// <summary>The name that a request asks for, or that of the moment.</summary>
    internal string NameOf(BackupRequest request)
        => string.IsNullOrEmpty(request.Name) ? context.TimeProvider.GetUtcNow().ToString("yyyyMMdd'-'HHmmss", CultureInfo.InvariantCulture) : request.Name;

    internal async Task<BackupAnswer> MakeAsync(string name, CancellationToken cancellationToken)
    {
        if (name.Length > LongestName || name[0] == '.' || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw RequestRefusedException.BadField("name", $"1 to {LongestName} letters, digits, dots, dashes and underscores, and no dot at the beginning");
        if (Interlocked.Exchange(ref _busy, 1) == 1) throw RequestRefusedException.Conflict("a backup is being made already");
        try
        {
            return await CopyAsync(name, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private async Task<BackupAnswer> CopyAsync(string name, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(_folder, name);
        if (Path.Exists(directory)) throw RequestRefusedException.Conflict($"there is a {directory} already; give another name, or none");
        try
        {
            // What the broker has stored is for its owner alone.
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_folder);
            else Directory.CreateDirectory(_folder, OwnerOnly);
            await context.Server.BackupAsync(directory, cancellationToken);
            return new BackupAnswer(name, directory);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // There is no durable store, or the disk is full: whatever it is, the caller can do something about it, and the broker goes on.
            throw RequestRefusedException.Conflict(exception.Message);
        }
    }
}
