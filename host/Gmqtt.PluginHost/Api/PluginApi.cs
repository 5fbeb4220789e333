using Gmqtt.Plugins;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Api;

/// <summary>Notes what a plugin registers while it loads; the branch is built from the notes, and then they are torn up.</summary>
internal sealed class PluginApi : IPluginApi
{
    private readonly Lock _gate = new();
    private List<Action<IServiceCollection>> _services = [];
    private List<Action<IEndpointRouteBuilder>> _maps = [];
    private List<PathPrefix> _prefixes = [];
    private bool _taken;

    /// <inheritdoc/>
    public void ConfigureServices(Action<IServiceCollection> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        lock (_gate)
        {
            ThrowIfTaken();
            _services.Add(configure);
        }
    }

    /// <inheritdoc/>
    public void Map(IReadOnlyList<string> prefixes, Action<IEndpointRouteBuilder> map)
    {
        ArgumentNullException.ThrowIfNull(prefixes);
        ArgumentNullException.ThrowIfNull(map);
        var parsed = prefixes.Select(PathPrefix.Parse).ToList();
        if (parsed.Count == 0)
        {
            throw new ArgumentException("Routes without a prefix are never asked for: name at least one, such as \"/v1/mine\".", nameof(prefixes));
        }

        lock (_gate)
        {
            ThrowIfTaken();
            _maps.Add(map);
            _prefixes.AddRange(parsed.Where(prefix => !_prefixes.Exists(prefix.IsSameAs)));
        }
    }

    /// <summary>Ends the notes and hands them over; what is registered later is refused, and nothing of the plugin is kept here.</summary>
    public ApiRegistrations Take()
    {
        lock (_gate)
        {
            _taken = true;
            var taken = new ApiRegistrations(_services, _maps, _prefixes);
            (_services, _maps, _prefixes) = ([], [], []);
            return taken;
        }
    }

    private void ThrowIfTaken()
    {
        if (_taken)
        {
            throw new InvalidOperationException("Routes and their services are registered within LoadAsync; this is too late.");
        }
    }
}

/// <summary>What a plugin registered.</summary>
/// <param name="Services">Add to its container.</param>
/// <param name="Maps">Add its endpoints.</param>
/// <param name="Prefixes">Each once.</param>
internal sealed record ApiRegistrations(
    IReadOnlyList<Action<IServiceCollection>> Services, IReadOnlyList<Action<IEndpointRouteBuilder>> Maps, IReadOnlyList<PathPrefix> Prefixes);
