using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Exporter.Serving;

/// <summary>An address of the plugin's own, as gmqtt has it: one path, GET and HEAD, nobody is asked who he is.</summary>
internal sealed class MetricsListener : IAsyncDisposable
{
    private const int MaxConnections = 32;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    private readonly PrometheusOptions _options;
    private readonly RequestDelegate _answer;
    private readonly ILogger _logger;
    private WebApplication? _container;

    public MetricsListener(PrometheusOptions options, RequestDelegate answer, ILogger logger)
    {
        _options = options;
        _answer = answer;
        _logger = logger;
    }

    /// <summary>
    /// Whether a version of this plugin in this process has an address. Kept as a text in the process's own data: two versions know nothing of each other's types.
    /// </summary>
    public static bool IsOurs(IPEndPoint endPoint) => AppContext.GetData(Key(endPoint)) is string;

    /// <returns>Null when it listens; else why it does not, in one sentence.</returns>
    public async Task<string?> TryOpenAsync(CancellationToken cancellationToken)
    {
        var container = Build();
        try
        {
            await Server(container).StartAsync(new MetricsApplication(_options.Path, _answer), cancellationToken);
        }
        catch (IOException exception)
        {
            await container.DisposeAsync();
            return exception.InnerException is AddressInUseException
                ? $"{_options.Address} is in use by another program: stop that one, or write another address into [plugins.prometheus]"
                : $"{_options.Address} cannot be listened at: {exception.Message}";
        }

        _container = container;
        AppContext.SetData(Key(_options.EndPoint), Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var address = Server(container).Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        _logger.Serves(address, _options.Path);
        if (!IPAddress.IsLoopback(_options.EndPoint.Address)) _logger.IsOpen(_options.Address);
        return null;
    }

    /// <summary>Opens it as soon as the version before has let go of it.</summary>
    public async Task OpenWhenFreeAsync(CancellationToken cancellationToken)
    {
        while (await TryOpenAsync(cancellationToken) is not null) await Task.Delay(BetweenTries, TimeProvider.System, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not { } container) return;
        AppContext.SetData(Key(_options.EndPoint), null);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Server(container).StopAsync(enough.Token);
        await container.DisposeAsync();
    }

    private static string Key(IPEndPoint endPoint) => $"gmqtt.prometheus.{endPoint}";

    private static IServer Server(WebApplication container) => container.Services.GetRequiredService<IServer>();

    /// <summary>The server is started by itself, not the application: that would listen to the process's signals.</summary>
    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            var endPoint = _options.EndPoint;
            if (endPoint.Address.Equals(IPAddress.IPv6Any)) kestrel.ListenAnyIP(endPoint.Port, Configure); // IPv4 alone where there is no IPv6
            else kestrel.Listen(endPoint, Configure);
        });
        return builder.Build();

        static void Configure(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
    }
}
