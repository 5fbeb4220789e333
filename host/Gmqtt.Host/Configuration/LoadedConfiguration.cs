using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;

namespace Gmqtt.Host.Configuration;

/// <summary>What came of reading the configuration. Immutable.</summary>
internal sealed record LoadedConfiguration
{
    /// <summary>What to do; the defaults stand in for what could not be read.</summary>
    public required HostOptions Options { get; init; }

    /// <summary>Why nothing may be done with it; empty when all is well.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <summary>Every value in force and who set it, secrets masked.</summary>
    public required IReadOnlyList<EffectiveValue> Values { get; init; }

    /// <summary>The file that was read, or null for none.</summary>
    public required string? File { get; init; }

    /// <summary>Who set a value; <see cref="Origin.Default"/> when nobody did.</summary>
    public Origin OriginOf(string path) => Values.FirstOrDefault(v => v.Path == path)?.Origin ?? Origin.Default;
}
