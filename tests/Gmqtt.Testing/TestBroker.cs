using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker;
using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Stores;
using Gmqtt.Hooks;
using Gmqtt.Listeners;
using Gmqtt.Plugins;
using Gmqtt.Services;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Testing;

/// <summary>
/// A broker in this process: in-memory clients, a clock that stands still until the test moves it, every log line kept. With a plugin, it is loaded as in the real broker: the same
/// checks, the same binding of its table, the same guards round its hooks.
/// </summary>
public sealed class TestBroker : IAsyncDisposable
{
    private readonly List<MemoryTransport> _transports = [];
    private readonly Lock _gate = new();
    private LoadedPlugins? _plugins;
    private ListenerSet? _listeners;

    private TestBroker(BrokerOptions options, IReadOnlyList<HookWrapper> hooks, IStore? store = null, FakeTimeProvider? time = null)
    {
        Log = new TestLog();
        Time = time ?? new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        // Nobody moves the clock while a commit waits for others to join it.
        Server = new Server(options, Log, Time, store) { JournalOptions = new JournalOptions { Gathering = TimeSpan.Zero } };
        _ = Server.SwapHooksAsync(hooks);
    }

    /// <summary>The clock.</summary>
    public FakeTimeProvider Time { get; }

    /// <summary>What the broker has logged.</summary>
    public TestLog Log { get; }

    /// <summary>The broker.</summary>
    public Server Server { get; }

    /// <summary>The broker as plugins see it.</summary>
    public IServer Services => Server.Services;

    /// <summary>Starts a broker that lets anonymous clients in.</summary>
    /// <param name="options">Options; null for the defaults with anonymous access.</param>
    /// <param name="hooks">Hooks, outermost first.</param>
    /// <returns>The broker, running.</returns>
    public static async Task<TestBroker> StartAsync(BrokerOptions? options = null, params HookWrapper[] hooks)
    {
        var broker = new TestBroker(options ?? Defaults, hooks);
        await broker.Server.StartAsync();
        return broker;
    }

    /// <summary>Starts a broker over a store, which it disposes at its end.</summary>
    /// <param name="store">What its state survives in.</param>
    /// <param name="time">The clock, for a broker that takes up what another has left; null for a new one.</param>
    /// <param name="options">Options; null for the defaults with anonymous access.</param>
    /// <param name="hooks">Hooks, outermost first.</param>
    /// <returns>The broker, running.</returns>
    public static async Task<TestBroker> StartAsync(IStore store, FakeTimeProvider? time = null, BrokerOptions? options = null, params HookWrapper[] hooks)
    {
        var broker = new TestBroker(options ?? Defaults, hooks, store, time);
        await broker.Server.StartAsync();
        await broker.Server.ResumeAsync();
        return broker;
    }

    /// <summary>The default options with anonymous access and without <c>$SYS</c>.</summary>
    public static BrokerOptions Defaults { get; } = new() { AllowAnonymous = true, Mqtt = new MqttOptions { SysInterval = TimeSpan.Zero } };

    /// <summary>Starts a broker with changed <c>[mqtt]</c> options.</summary>
    /// <param name="change">From the defaults to what the test needs.</param>
    /// <param name="hooks">Hooks, outermost first.</param>
    /// <returns>The broker, running.</returns>
    public static Task<TestBroker> StartAsync(Func<MqttOptions, MqttOptions> change, params HookWrapper[] hooks)
        => StartAsync(Defaults with { Mqtt = change(Defaults.Mqtt) }, hooks);

    /// <summary>
    /// Starts a broker with one plugin, which is an object of this process: breakpoints and coverage work. Clients that nobody vouches for are let in unless the plugin's code can
    /// vouch for some, as gmqttd does on loopback.
    /// </summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="toml">The keys of its table, as below <c>[plugins.name]</c>; null for no table at all.</param>
    /// <param name="options">Other options of the broker.</param>
    /// <returns>The broker, running, the plugin's hooks and routes in force.</returns>
    /// <exception cref="PluginLoadFailedException">The plugin cannot be loaded; the message says why.</exception>
    public static Task<TestBroker> StartAsync(IPlugin plugin, string? toml = null, BrokerOptions? options = null)
        => StartAsync(options, broker => LoadedPlugins.OfObjectAsync(broker, plugin, toml), LoadedPlugins.Vouches(plugin));

    /// <summary>Starts a broker with all plugins of a folder, each in a load context of its own, as gmqttd does.</summary>
    /// <param name="folder">
    /// The plugins folder, or that of one plugin in it. Null for <c>plugins-under-test</c> beside the tests, where the build puts each <c>GmqttPluginUnderTest</c>; a relative path
    /// begins beside the tests, too.
    /// </param>
    /// <param name="toml">What gmqtt.toml says of plugins: <c>plugin_order</c> and tables <c>[plugins.name]</c>.</param>
    /// <param name="options">Other options of the broker.</param>
    /// <returns>The broker, running, the plugins' hooks and routes in force.</returns>
    /// <exception cref="PluginLoadFailedException">A plugin cannot be loaded; the message says why.</exception>
    public static Task<TestBroker> FromFolderAsync(string? folder = null, string toml = "", BrokerOptions? options = null)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder ?? "plugins-under-test", AppContext.BaseDirectory));
        return StartAsync(options, broker => LoadedPlugins.OfFolderAsync(broker, folder, toml), LoadedPlugins.Vouch(folder, toml));
    }

    /// <summary>The plugins, as the broker sees them: their states, faults and hooks.</summary>
    public IPluginService Plugins => Loaded.Service;

    /// <summary>A client of the plugins' HTTP routes, which shows <see cref="ApiToken"/>; its base address serves others that show another, or none.</summary>
    public HttpClient Http => Loaded.Http;

    /// <summary>Where the plugins' gRPC services are; calls show <see cref="ApiToken"/> in the metadata <c>authorization</c>, as <c>Bearer TOKEN</c>.</summary>
    public Uri GrpcAddress => Loaded.Grpc;

    /// <summary>The bearer token that may do everything (of <c>test</c>, role <c>admin</c>).</summary>
    public const string ApiToken = "the-admin-token-of-the-test";

    /// <summary>The bearer token that may look (of <c>viewer</c>, role <c>viewer</c>).</summary>
    public const string ViewerApiToken = "the-viewer-token-of-the-test";

    /// <summary>
    /// Takes a plugin of a folder out and makes sure that nothing of it is left in memory. Call it at the end of a test that has used all of the plugin: what holds a plugin is
    /// something that it did.
    /// </summary>
    /// <param name="name">The plugin.</param>
    /// <returns>Completes when its load context is gone.</returns>
    /// <exception cref="InvalidOperationException">It cannot be taken out, or it is still in memory.</exception>
    public Task AssertUnloadsAsync(string name) => Loaded.AssertUnloadsAsync(name);

    /// <summary>Opens a free port of this machine, for clients that need one; the broker's clock is still the test's.</summary>
    /// <returns>Where it listens.</returns>
    public async Task<IPEndPoint> ListenAsync()
    {
        _listeners ??= new ListenerSet(Server.RunAsync, Log, Time, new ListenerSetOptions { IoThreads = 1 });
        Server.Listeners = _listeners.Describe;
        await _listeners.ApplyAsync([new ListenerOptions { Address = "127.0.0.1:0" }]);
        return (IPEndPoint)_listeners.Listeners[0].BoundEndPoint;
    }

    /// <summary>Opens a transport to the broker; nothing has been sent on it.</summary>
    /// <param name="listener">The listener it comes from; null for an ordinary one.</param>
    /// <param name="buffer">Bytes the "network" takes before the broker's sends have to wait.</param>
    /// <param name="remote">Where it comes from.</param>
    /// <param name="certificate">The client's certificate.</param>
    /// <param name="certificateUsername">The name the certificate stands for.</param>
    /// <returns>The client's end.</returns>
    public RawClient Open(
        ListenerPolicy? listener = null, int buffer = 4 * 1024 * 1024, EndPoint? remote = null, X509Certificate2? certificate = null, string? certificateUsername = null)
    {
        var transport = new MemoryTransport(listener ?? new ListenerPolicy { Name = "memory" }, buffer)
        {
            RemoteEndPoint = remote ?? new IPEndPoint(IPAddress.Loopback, 50000),
            Certificate = certificate,
            CertificateUsername = certificateUsername,
        };
        var run = Server.RunAsync(transport);
        lock (_gate) _transports.Add(transport);
        return new RawClient(this, transport, run);
    }

    /// <summary>Opens a transport and connects; the CONNACK has been read and was a success.</summary>
    /// <param name="clientId">Client Identifier.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="clean">Clean Start.</param>
    /// <param name="keepAlive">Keep Alive in seconds.</param>
    /// <param name="properties">CONNECT properties (MQTT 5.0), as bytes.</param>
    /// <param name="buffer">Bytes the "network" takes before the broker's sends have to wait.</param>
    /// <returns>The client.</returns>
    public async Task<RawClient> ConnectAsync(
        string clientId, int version = 5, bool clean = true, int keepAlive = 0, byte[]? properties = null, int buffer = 4 * 1024 * 1024)
    {
        var client = Open(buffer: buffer);
        client.Version = version;
        await client.SendAsync(Packet.Connect(clientId, version, clean, keepAlive, properties ?? []));
        client.ConnAck = await client.ReadAsync();
        if (client.ConnAck.Type != 2 || client.ConnAck.Body[1] != 0) throw new InvalidOperationException($"CONNECT was answered by {client.ConnAck}");
        return client;
    }

    /// <summary>Moves the clock in steps of the broker's heartbeat, letting what becomes due run.</summary>
    /// <param name="time">How far.</param>
    /// <returns>Completes when the clock is there.</returns>
    public async Task AdvanceAsync(TimeSpan time)
    {
        var step = TimeSpan.FromMilliseconds(100);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            Time.Advance(step);
            await Task.Yield();
        }
    }

    /// <summary>Waits, in real time, until a condition holds; for what happens on other threads. Fails after ten seconds.</summary>
    /// <param name="condition">What must become true.</param>
    /// <returns>Completes when it is.</returns>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        if (_listeners is not null) await _listeners.StopAcceptingAsync();
        var stop = Server.StopAsync(patience.Token);
        // A peer that closes too spares the broker its linger.
        lock (_gate) _transports.ForEach(t => t.ClientOutput.Complete());
        await CompleteAsync(stop);
        if (_plugins is not null) await _plugins.DisposeAsync();
        if (_listeners is not null) await CompleteAsync(_listeners.DisposeAsync().AsTask());
        var balance = Services.StatsManager.GetGlobalStats().Balance;
        await CompleteAsync(Server.DisposeAsync().AsTask()); // a store that fails to the end is given up by the clock
        if (stop.IsCompletedSuccessfully && balance.Unaccounted != 0) throw new InvalidOperationException($"messages of which nobody knows what became of them: {balance}");
    }

    /// <summary>
    /// Waits for something of the broker's. The clock moves meanwhile, for what waits for a deadline, but slowly: on a busy machine it must not run away from what
    /// the test has set by it.
    /// </summary>
    /// <param name="task">What to wait for.</param>
    /// <returns>Completes with the task; fails after thirty seconds of real time.</returns>
    public Task CompleteAsync(Task task) => CompleteAsync(task, TimeSpan.FromMilliseconds(100));

    private LoadedPlugins Loaded => _plugins ?? throw new InvalidOperationException("this broker was started without a plugin");

    private static async Task<TestBroker> StartAsync(BrokerOptions? options, Func<TestBroker, Task<LoadedPlugins>> load, bool vouches)
    {
        var broker = await StartAsync(options ?? Defaults with { AllowAnonymous = !vouches });
        try
        {
            broker._plugins = await load(broker);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for something of the broker's.</summary>
    /// <param name="task">What to wait for.</param>
    /// <param name="step">What the clock moves in ten milliseconds.</param>
    internal async Task CompleteAsync(Task task, TimeSpan step)
    {
        for (var steps = 0; steps < 3_000; steps++)
        {
            await task.WaitAsync(TimeSpan.FromMilliseconds(10)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (task.IsCompleted)
            {
                await task;
                return;
            }

            Time.Advance(step);
        }

        throw new TimeoutException("the broker did not finish");
    }
}
