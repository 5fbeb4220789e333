using Gmqtt.Services;

namespace Gmqtt.Admin.Operations;

/// <summary>A key of the configuration, and who set it.</summary>
internal sealed record ConfigurationRow(string Key, string Value, string Origin, bool PendingRestart);

/// <summary>All keys; secrets are masked.</summary>
internal sealed record ConfigurationList(IReadOnlyList<ConfigurationRow> Values)
{
    internal static ConfigurationList Of(IServer server) => new([.. server.ConfigurationValues.Select(v => new ConfigurationRow(v.Key, v.Value, v.Origin, v.IsRestartPending))]);
}
