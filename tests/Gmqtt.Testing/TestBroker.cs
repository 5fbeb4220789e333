using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker;
using Gmqtt.Broker.Connections;
using Gmqtt.Hooks;
using Gmqtt.Services;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Testing;

/// <summary>A broker in this process: in-memory clients, a clock that stands still until the test moves it, every log line kept.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    private readonly List<MemoryTransport> _transports = [];
    private readonly Lock _gate = new();

    private TestBroker(BrokerOptions options, IReadOnlyList<HookWrapper> hooks)
    {
        Log = new TestLog();
        Server = new Server(options, Log, Time);
        _ = Server.SwapHooksAsync(hooks);
    }

    /// <summary>The clock.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

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

    /// <summary>The default options with anonymous access and without <c>$SYS</c>.</summary>
    public static BrokerOptions Defaults { get; } = new() { AllowAnonymous = true, Mqtt = new MqttOptions { SysInterval = TimeSpan.Zero } };

    /// <summary>Starts a broker with changed <c>[mqtt]</c> options.</summary>
    /// <param name="change">From the defaults to what the test needs.</param>
    /// <param name="hooks">Hooks, outermost first.</param>
    /// <returns>The broker, running.</returns>
    public static Task<TestBroker> StartAsync(Func<MqttOptions, MqttOptions> change, params HookWrapper[] hooks)
        => StartAsync(Defaults with { Mqtt = change(Defaults.Mqtt) }, hooks);

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
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
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
        var stop = Server.StopAsync(patience.Token);
        // A peer that closes too spares the broker its linger.
        lock (_gate) _transports.ForEach(t => t.ClientOutput.Complete());
        await CompleteAsync(stop);
        await Server.DisposeAsync();
    }

    /// <summary>
    /// Waits for something of the broker's. The clock moves meanwhile, for what waits for a deadline, but slowly: on a busy machine it must not run away from what
    /// the test has set by it.
    /// </summary>
    /// <param name="task">What to wait for.</param>
    /// <returns>Completes with the task; fails after thirty seconds of real time.</returns>
    public async Task CompleteAsync(Task task)
    {
        for (var steps = 0; steps < 3_000; steps++)
        {
            try
            {
                await task.WaitAsync(TimeSpan.FromMilliseconds(10));
                return;
            }
            catch (TimeoutException) when (!task.IsFaulted)
            {
                Time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        throw new TimeoutException("the broker did not finish");
    }
}
