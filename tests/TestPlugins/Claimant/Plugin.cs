using System.Net;
using System.Net.Sockets;
using Gmqtt.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Gmqtt.TestPlugins;

/// <summary>Claims what its table says, a prefix or a port; built twice, under two names.</summary>
public sealed class Plugin : IPlugin
{
    private TcpListener? _listener;

    public string Name { get; } = typeof(Plugin).Assembly.GetName().Name!;

    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        var options = context.Configuration.Bind<Options>();
        if (options.Prefix is { } prefix) context.Api.Map([prefix], routes => routes.MapGet(prefix, () => Name));
        if (options.Port is { } port)
        {
            _listener = new TcpListener(IPAddress.Loopback, port);
            _listener.Start();
            context.Logger.LogInformation("{Name} listens on {EndPoint}", Name, _listener.LocalEndpoint);
        }

        return default;
    }

    public ValueTask UnloadAsync(CancellationToken cancellationToken)
    {
        _listener?.Dispose();
        return default;
    }

    /// <summary>Its table.</summary>
    public sealed class Options
    {
        public string? Prefix { get; set; }

        public int? Port { get; set; }
    }
}
