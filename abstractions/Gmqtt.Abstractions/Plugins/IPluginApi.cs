using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Plugins;

/// <summary>
/// Routes of a plugin on the broker's API listeners (<c>[[api.http]]</c>, <c>[[api.grpc]]</c>). Each plugin has its own container and its own pipeline: a broken route of one is
/// not noticed by another. Used within <see cref="IPlugin.LoadAsync"/>; the routes answer from the moment the plugin's hooks are in force, and are gone with it.
/// </summary>
public interface IPluginApi
{
    /// <summary>Registers services of the plugin's container; logging and routing are there.</summary>
    /// <param name="configure">Adds to the container.</param>
    void ConfigureServices(Action<IServiceCollection> configure);

    /// <summary>
    /// Maps endpoints: <c>routes.MapGet("/v1/mine", ...)</c>, <c>routes.MapGrpcService&lt;T&gt;()</c>. Two plugins that claim the same prefix are refused at load.
    /// </summary>
    /// <param name="prefixes">Path prefixes the plugin answers for, such as <c>/v1/mine</c>.</param>
    /// <param name="map">Maps the endpoints.</param>
    void Map(IReadOnlyList<string> prefixes, Action<IEndpointRouteBuilder> map);
}
