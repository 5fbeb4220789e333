using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>
/// What stands in the place of plugins that let clients in and were taken out while the broker runs: it refuses whatever they decided, with the codes of a plugin in quarantine.
/// Connections stay. A door is opened by the plugin's return, by <c>enabled = false</c> in its table, which says that nobody is to decide, or by a new start. Immutable.
/// </summary>
internal sealed class ClosedDoors
{
    internal static readonly ClosedDoors None = new([]);

    private readonly IReadOnlyList<(string Name, HookWrapper Hooks)> _doors;

    private ClosedDoors(IReadOnlyList<(string Name, HookWrapper Hooks)> doors) => _doors = doors;

    /// <summary>First in the chain: nobody further in is asked for what is refused.</summary>
    internal IEnumerable<HookWrapper> Hooks => _doors.Select(d => d.Hooks);

    internal bool Any => _doors.Count > 0;

    internal ClosedDoors Opened(string name) => Has(name) ? new([.. _doors.Where(d => d.Name != name)]) : this;

    internal ClosedDoors Closed(PluginGeneration generation, ILogger logger)
    {
        if (!generation.Manifest.Vouches) return this;
        logger.DoorClosed(generation.Name);
        return new([.. _doors.Where(d => d.Name != generation.Name), (generation.Name, Refuse(generation))]);
    }

    internal bool Has(string name) => _doors.Any(d => d.Name == name);

    private static HookWrapper Refuse(PluginGeneration generation)
    {
        var hooks = generation.HookNames;
        var why = $"plugin {generation.Name} decides this and is off";
        return new HookWrapper
        {
            // Whatever a plugin did at a login, by its code it may let clients in: in one way or another nobody gets in without it.
            OnBasicAuth = _ => (_, request, _) =>
            {
                request.Reject(ReasonCode.ServerUnavailable, why);
                return default;
            },
            OnEnhancedAuth = _ => (_, request, _) =>
            {
                request.Reject(ReasonCode.ServerUnavailable, why);
                return ValueTask.FromResult<EnhancedAuthResponse?>(null);
            },
            OnReAuth = Where<OnReAuth>(hooks, nameof(HookWrapper.OnReAuth), (_, request, _) =>
            {
                request.Reject(ReasonCode.BadAuthenticationMethod, why);
                return ValueTask.FromResult<EnhancedAuthResponse?>(null);
            }),
            OnMsgArrived = Where<OnMsgArrived>(hooks, nameof(HookWrapper.OnMsgArrived), (_, request, _) =>
            {
                request.Reject(ReasonCode.ImplementationSpecificError, why);
                return default;
            }),
            OnDeliver = Where<OnDeliver>(hooks, nameof(HookWrapper.OnDeliver), static (_, _) => false),
            OnSubscribe = Where<OnSubscribe>(hooks, nameof(HookWrapper.OnSubscribe), (_, request, _) =>
            {
                request.RejectAll(ReasonCode.ImplementationSpecificError);
                return default;
            }),
            OnWillPublish = Where<OnWillPublish>(hooks, nameof(HookWrapper.OnWillPublish), static (_, request, _) =>
            {
                request.Drop();
                return default;
            }),
        };
    }

    private static Func<T, T>? Where<T>(IReadOnlyList<string> hooks, string name, T refuse)
        where T : Delegate => hooks.Contains(name) ? _ => refuse : null;
}
