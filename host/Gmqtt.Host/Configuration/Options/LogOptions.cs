using Microsoft.Extensions.Logging;

namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[log]</c> table.</summary>
internal sealed record LogOptions
{
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>Levels of single categories and all below them; the longest name that fits wins.</summary>
    public IReadOnlyDictionary<string, LogLevel> Levels { get; init; } = new Dictionary<string, LogLevel>();

    public LogFormat Format { get; init; } = LogFormat.Text;

    public bool DumpPacket { get; init; }

    public bool Console { get; init; } = true;

    /// <summary>The file to write to; the date goes before its extension. Null for none.</summary>
    public string? File { get; init; }

    /// <summary>A day's file is continued in another at this size, in bytes.</summary>
    public long FileSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Files that stay, the current one included.</summary>
    public int FileCount { get; init; } = 14;
}
