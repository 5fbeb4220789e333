using System.Net;
using Gmqtt.Broker;
using Gmqtt.Listeners;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Interop.Tests.Live;

/// <summary>
/// A broker in this process at real sockets: plain, with TLS, with client certificates, and at a unix socket, each of which takes WebSocket too. One for all tests of a class,
/// which therefore each have topics and Client Identifiers of their own.
/// </summary>
public sealed class LiveBroker : IAsyncLifetime
{
    /// <summary>Longest Keep Alive granted, in seconds.</summary>
    internal const ushort MaxKeepAlive = 600;

    /// <summary>The built-in Maximum Packet Size, in bytes.</summary>
    internal const int MaxPacketSize = 1024 * 1024;

    private static readonly BrokerOptions Options = new()
    {
        AllowAnonymous = true,

        // The queue is long enough that a client which the machine forgets for some seconds loses nothing.
        Mqtt = new MqttOptions { SysInterval = TimeSpan.Zero, MaxKeepAlive = MaxKeepAlive, MaxPacketSize = MaxPacketSize, MaxQueuedMessages = 10_000 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("gmqtt-interop-").FullName;
    private readonly Server _server;
    private readonly ListenerSet _listeners;

    public LiveBroker()
    {
        Certificates = new Certificates(_folder);
        _server = new Server(Options, Log, TimeProvider.System);
        _ = _server.SwapHooksAsync([Watch.Hooks]);
        _listeners = new ListenerSet(_server.RunAsync, Log, TimeProvider.System, new ListenerSetOptions { IoThreads = 1 });
    }

    internal Certificates Certificates { get; }

    internal LogLines Log { get; } = new();

    internal Watch Watch { get; } = new();

    internal IPEndPoint Plain => (IPEndPoint)_listeners.Listeners[0].BoundEndPoint;

    internal IPEndPoint Tls => (IPEndPoint)_listeners.Listeners[1].BoundEndPoint;

    internal IPEndPoint ClientCertificates => (IPEndPoint)_listeners.Listeners[2].BoundEndPoint;

    internal string UnixPath => Path.Combine(_folder, "gmqtt.sock");

    public async Task InitializeAsync()
    {
        var tls = new TlsOptions { CertificateFile = Certificates.Server.File, KeyFile = Certificates.Server.KeyFile };
        var mutual = tls with
        {
            ClientCaFile = Certificates.RootFile,
            RequireClientCertificate = true,
            UsernameFromCertificate = CertificateUsernameSource.CommonName,
        };
        await _server.StartAsync();
        await _listeners.ApplyAsync([Loopback, Loopback with { Tls = tls }, Loopback with { Tls = mutual }, Loopback with { Address = "unix:" + UnixPath }]);
    }

    public async Task DisposeAsync()
    {
        await _listeners.StopAcceptingAsync();
        using var patience = new CancellationTokenSource(Patience.Limit);
        await _server.StopAsync(patience.Token);
        await _listeners.DisposeAsync();
        await _server.DisposeAsync();
        Certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
        AssertNoErrors();
    }

    /// <summary>No error line has been logged.</summary>
    internal void AssertNoErrors() =>
        Assert.Equal(string.Empty, string.Join('\n', Log.Lines.Seen.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text)));

    /// <summary>Waits until a client has subscribed.</summary>
    internal Task SubscribedAsync(string clientId, string filter) => Watch.Subscribed.FirstAsync(one => one == (clientId, filter));

    private static ListenerOptions Loopback { get; } = new() { Address = "127.0.0.1:0" };
}
