using Gmqtt.Configuration.Kinds;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Configuration;

/// <summary>The keys of a <c>[plugins.name]</c> table that the host reads itself; a plugin never sees them.</summary>
internal static class HostKeys
{
    public const string Enabled = "enabled";
    public const string LogLevel = "log_level";
    public const string HookTimeout = "hook_timeout";

    public static readonly BoolKind EnabledKind = new();
    public static readonly ChoiceKind<LogLevel> LogLevelKind = Gmqtt.Configuration.Kinds.LogLevelKind.Instance;

    /// <summary>At least a millisecond: none at all would fail every call.</summary>
    public static readonly DurationKind HookTimeoutKind = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));

    public static IReadOnlyList<string> Names { get; } = [Enabled, LogLevel, HookTimeout];
}
