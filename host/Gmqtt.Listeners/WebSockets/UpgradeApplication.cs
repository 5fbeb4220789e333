using System.Net.WebSockets;
using Gmqtt.Listeners.Transports;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gmqtt.Listeners.WebSockets;

/// <summary>The one thing the HTTP server does: check an upgrade request and turn it into a transport.</summary>
internal sealed class UpgradeApplication : IHttpApplication<HttpContext>
{
    /// <summary>What the HTTP server keeps of the request, and the WebSocket: 14.4 KiB a connection where a plain one has 6.0.</summary>
    private const int HeldBytes = 8 * 1024;

    private readonly WebSocketMiddleware _pipeline;

    public UpgradeApplication(ILoggerFactory loggerFactory)
    {
        // MQTT has its own keep alive; a WebSocket ping would be a timer for each connection.
        var options = new Microsoft.AspNetCore.Builder.WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan };
        _pipeline = new WebSocketMiddleware(UpgradeAsync, Options.Create(options), loggerFactory);
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context) => _pipeline.Invoke(context);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    private static async Task UpgradeAsync(HttpContext context)
    {
        var connection = context.Features.GetRequiredFeature<HandedConnection>();
        if (UpgradeRules.Check(context, connection.Options) is { } refusal)
        {
            connection.OnRefused(refusal.Reason);
            context.Response.StatusCode = refusal.Status;
            context.Response.Headers.Connection = "close";
            return;
        }

        // [MQTT-6.0.0-4] the subprotocol the server selects is "mqtt"; older clients know it as "mqttv3.1".
        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { SubProtocol = UpgradeRules.SubProtocol(context), DangerousEnableCompression = false });
        await ServeAsync(connection, socket);
    }

    private static async Task ServeAsync(HandedConnection connection, WebSocket socket)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = new WebSocketBytes(socket);
        var transport = new StreamTransport(connection.Below, stream, stream.EndAsync, CloseAsync, HeldBytes);
        connection.SetUpgraded(transport);
        await ended.Task;

        // Kestrel has to let go of the connection before what carries it is closed.
        async ValueTask CloseAsync()
        {
            ended.TrySetResult();
            await connection.Released;
        }
    }
}
