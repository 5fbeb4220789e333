using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth.Tests.Sources;

/// <summary>A web service on a free port that answers what the test says.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _calls;

    private WebServer(WebApplication app) => _app = app;

    internal string Url => _app.Urls.Single() + "/";

    internal int Calls => Volatile.Read(ref _calls);

    internal static async Task<WebServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new WebServer(builder.Build());
        server._app.Run(context =>
        {
            Interlocked.Increment(ref server._calls);
            return answer(context);
        });
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
