using System.Diagnostics.CodeAnalysis;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>The outcome of a <see cref="Preflight"/>.</summary>
internal sealed record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Whether the plugin may be loaded.</summary>
    [MemberNotNullWhen(true, nameof(Manifest), nameof(Files))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsGood => Refusal is null;

    /// <summary>What the metadata says.</summary>
    public PluginManifest? Manifest { get; private init; }

    /// <summary>The files as they were when they were checked; a copy must have the same fingerprint.</summary>
    public FileSet? Files { get; private init; }

    /// <summary>Why not.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>Sentences for the log: nothing that keeps the plugin from running.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    public static Verdict Good(PluginManifest manifest, FileSet files, IReadOnlyList<string> warnings)
        => new() { Manifest = manifest, Files = files, Warnings = warnings };

    public static Verdict No(Refusal refusal, FileSet? files = null) => new() { Refusal = refusal, Files = files };
}
