using System.Collections;
using Gmqtt.Host.Configuration;
using Gmqtt.Host.Configuration.Options;

namespace Gmqtt.Host.Tests.Configuration;

/// <summary>Makes configurations for tests.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 4, 22, 9, TimeSpan.Zero);

    /// <summary>Loads a text as if it were gmqtt.toml.</summary>
    public static LoadedConfiguration Configuration(string toml, Func<HostOptions, bool>? authenticates = null)
    {
        using var folder = new TemporaryFolder();
        return Configuration(folder, toml, authenticates: authenticates);
    }

    /// <summary>Loads a text as gmqtt.toml of a folder, with settings and variables over it.</summary>
    public static LoadedConfiguration Configuration(
        TemporaryFolder folder, string toml, string[]? settings = null, Dictionary<string, string>? variables = null, Func<HostOptions, bool>? authenticates = null) =>
        new ConfigurationSources(folder.Write("gmqtt.toml", toml), settings ?? [], variables ?? []).Load(Now, authenticates ?? (_ => false));

    /// <summary>Loads no file.</summary>
    public static LoadedConfiguration BuiltIn(string[]? settings = null, IDictionary? variables = null) =>
        new ConfigurationSources(null, settings ?? [], variables ?? new Hashtable()).Load(Now, _ => false);
}
