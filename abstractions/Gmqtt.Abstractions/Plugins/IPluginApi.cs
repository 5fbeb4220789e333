using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Plugins;

/// <summary>
/// Routes of a plugin on the broker's API listeners (<c>[[api.http]]</c>, <c>[[api.grpc]]</c>). Each plugin has its own container and its own pipeline: a broken route of one is
/// not noticed by another. Used within <see cref="IPlugin.LoadAsync"/>; the routes answer from the moment the plugin's hooks are in force, and are gone with it.
/// <para>The broker asks every caller for a bearer token (<c>[api] token_file</c>, <c>[[api.tokens]]</c>) before an endpoint is called, unless the endpoint carries AllowAnonymous. The
/// caller's name and role (<c>admin</c>, or <c>viewer</c>, who may GET and HEAD) are in <c>HttpContext.User</c>; <c>[Authorize(Roles = "viewer,admin")]</c> opens another method to a viewer.</para>
/// <para>Routes that cannot be built (a bad pattern, an unknown constraint, a service nobody registered, a route outside of the prefixes) make loading fail. An endpoint that throws is
/// answered with 500, one whose answer has not begun after <c>api.request_timeout</c> (30 s; not gRPC) with 504 and its <c>RequestAborted</c> is cancelled; both count against the plugin.
/// When the plugin stops, <c>IHostApplicationLifetime.ApplicationStopping</c> is cancelled first, so that streams can end; what is left is aborted.</para>
/// </summary>
public interface IPluginApi
{
    /// <summary>
    /// Registers services of the plugin's container; logging, routing and the broker's <see cref="TimeProvider"/> are there. gRPC is the plugin's own package:
    /// <c>services.AddGrpc()</c>. Who registers authentication or authorization has it used. The container disposes what it made when the plugin stops.
    /// </summary>
    /// <param name="configure">Adds to the container.</param>
    void ConfigureServices(Action<IServiceCollection> configure);

    /// <summary>
    /// Maps endpoints: <c>routes.MapGet("/v1/mine", ...)</c>, <c>routes.MapGrpcService&lt;T&gt;()</c>. Every route has to lie under a prefix. Of two plugins the longer prefix answers;
    /// two that claim the same are refused at load.
    /// </summary>
    /// <param name="prefixes">
    /// Path prefixes the plugin answers for, in whole segments and without parameters: <c>/v1/mine</c> has nothing to do with <c>/v1/minefield</c>. A gRPC service is named by its path,
    /// <c>/my.pkg.Service</c>; one that answers as JSON too needs both.
    /// </param>
    /// <param name="map">Maps the endpoints.</param>
    void Map(IReadOnlyList<string> prefixes, Action<IEndpointRouteBuilder> map);
}
