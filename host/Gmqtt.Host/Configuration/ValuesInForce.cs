using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Services;

namespace Gmqtt.Host.Configuration;

/// <summary>What plugins see of the configuration.</summary>
internal static class ValuesInForce
{
    /// <param name="started">What the broker was started with.</param>
    /// <param name="current">What was read last.</param>
    public static IReadOnlyList<ConfigurationValue> Of(LoadedConfiguration started, LoadedConfiguration current)
    {
        var before = started.Values.ToDictionary(v => v.Path, v => v.Literal);
        return
        [
            .. current.Values.Select(v => new ConfigurationValue(
                v.Path, v.Literal, v.Origin.ToString(), v.Reload == Reload.Restart && before.GetValueOrDefault(v.Path) != v.Literal)),
        ];
    }
}
