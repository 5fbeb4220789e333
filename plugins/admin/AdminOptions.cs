using Gmqtt.Plugins;

namespace Gmqtt.Admin;

/// <summary>The table <c>[plugins.admin]</c>.</summary>
internal sealed class AdminOptions : IValidatable
{
    private const int MostEvents = 1_000_000;

    /// <summary>A folder to serve the dashboard's files from, instead of those within admin.dll; for who works on them.</summary>
    public string? DashboardDir { get; set; }

    /// <summary>Events that are remembered over all clients.</summary>
    public int Events { get; set; } = 10_000;

    /// <summary>Events that are remembered of one client.</summary>
    public int EventsPerClient { get; set; } = 64;

    /// <summary>Clients of which events are remembered; the one that was quiet the longest goes first.</summary>
    public int EventClients { get; set; } = 2_048;

    /// <summary>Bytes after which the audit log's file is put aside for a new one; one old file is kept.</summary>
    public long AuditFileSize { get; set; } = 8 * 1024 * 1024;

    /// <summary>The folder that backups are made in; left out, backups in the plugin's data folder.</summary>
    public string? BackupDir { get; set; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate()
    {
        if (DashboardDir is not null && !Directory.Exists(DashboardDir)) yield return ("dashboard_dir", $"there is no folder {DashboardDir}");
        if (BackupDir is "") yield return ("backup_dir", "write the path of a folder, or leave it out");
        if (Events is < 1 or > MostEvents) yield return ("events", $"1 to {MostEvents}");
        if (EventsPerClient is < 1 or > 10_000) yield return ("events_per_client", "1 to 10000");
        if (EventClients is < 1 or > MostEvents) yield return ("event_clients", $"1 to {MostEvents}");
        if (AuditFileSize < 64 * 1024) yield return ("audit_file_size", "at least \"64KiB\"");
    }
}
