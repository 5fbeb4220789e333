using System.Net;
using System.Runtime.CompilerServices;
using Gmqtt.PluginHost.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>Nothing of a plugin is kept once its branch is disposed: it could never be unloaded.</summary>
public sealed class PinTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Objects_of_a_plugin_are_free_while_the_connection_that_called_it_stays_open(bool http2)
    {
        await using var api = new ApiUnderTest();
        using var client = ApiUnderTest.Identified(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 });
        var (old, objects) = await ServeAsync(api);
        // Ports of connections, so that the test knows it is one and the same.
        var port = await CallAsync(client, api, http2);

        await ReplaceAsync(api, old);
        await CollectAsync(objects);

        Assert.DoesNotContain(objects, o => o.IsAlive);
        Assert.Equal(port, await CallAsync(client, api, http2));
        GC.KeepAlive(old);
    }

    /// <summary>Everything a plugin can leave behind: what its endpoint captures, services, features, items, callbacks, a stream of its own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(ApiBranch Branch, WeakReference[] Objects)> ServeAsync(ApiUnderTest api)
    {
        var (captured, service, item, callback, value, body) = (new object(), new Service(), new object(), new object(), new object(), new MemoryStream());
        var objects = new object[] { captured, service, item, callback, value, body }.Select(o => new WeakReference(o)).ToArray();
        var branch = await api.BranchAsync(
            "a",
            "/p",
            routes => routes.MapGet("/p", (HttpContext context, Service own) =>
            {
                context.Items["item"] = item;
                context.Features.Set(own);
                context.User.AddIdentity(new System.Security.Claims.ClaimsIdentity());
                context.RequestAborted.Register(() => GC.KeepAlive(callback));
                context.Response.OnCompleted(() =>
                {
                    GC.KeepAlive(callback);
                    return Task.CompletedTask;
                });
                context.Request.Body = body;
                context.Request.RouteValues["value"] = value;
                GC.KeepAlive(captured);
                return context.Connection.RemotePort;
            }),
            services => services.AddSingleton(service));
        await api.ApplyAsync(branch);
        return (branch, objects);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ReplaceAsync(ApiUnderTest api, ApiBranch old)
    {
        await api.ApplyAsync(await api.BranchAsync("a", "/p", routes => routes.MapGet("/p", (HttpContext context) => context.Connection.RemotePort)));
        Assert.True(await old.DrainAsync(TimeSpan.FromSeconds(10)));
        await old.DisposeAsync();
    }

    private static async Task<string> CallAsync(HttpClient client, ApiUnderTest api, bool http2)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, (http2 ? api.Grpc : api.Http) + "/p")
        {
            Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await client.SendAsync(request);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    /// <summary>Kestrel lets go of a request a little after the branch does.</summary>
    private static async Task CollectAsync(WeakReference[] objects)
    {
        for (var i = 0; i < 50 && objects.Any(o => o.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }
    }

    private sealed class Service;
}
