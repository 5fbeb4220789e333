using Gmqtt.Broker;
using Gmqtt.Broker.Stores;
using Gmqtt.Host.Configuration.Checks;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Logging;
using Gmqtt.Host.Persistence;
using Gmqtt.Host.Plugins;
using Gmqtt.Listeners;
using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Hosting;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Host;

/// <summary>
/// The broker put together: every part is made here, and here one sees who is given what. Parts start from the inside out (engine with its store, then plugins,
/// then listeners), so that the first client finds everything in place, and stop from the outside in.
/// </summary>
internal sealed class Composition
{
    /// <summary>What is left of the 10 s that a stop may take, for cutting what did not drain.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(8);

    private readonly LogSystem _logs;
    private readonly TimeProvider _time;
    private readonly bool _hasStore;

    public Composition(HostOptions options, LogSystem logs, TimeProvider time)
    {
        _logs = logs;
        _time = time;
        if (options.Network.Transport == TransportKind.Sockets)
        {
            // Read once, by the first socket of the process: completions stay on the socket engine's threads instead of hopping to the pool's,
            // 16-21 us of processor time a message instead of 44-88.
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        }

        var store = StoreOf.Options(options.Persistence, logs.Factory, time);
        _hasStore = store is not null;
        Server = new Server(Engine(options), logs.Factory, time, store) { Listeners = () => Listeners?.Describe() ?? [] };
        Plugins = new PluginSet(Server, PluginSettingsOf.Options(options), logs.Factory, time, Path.GetTempPath());
        UnhandledExceptions.Handle(Plugins.OwnerOf, logs.Factory.CreateLogger<Composition>());
        Listeners = new ListenerSet(Server.RunAsync, logs.Factory, time, Network(options));
    }

    public Server Server { get; }

    public PluginSet Plugins { get; }

    public ListenerSet Listeners { get; }

    /// <summary>
    /// Whether some plugin that these options load authenticates clients. Asked before anything is loaded, by start, check and reload, so it must
    /// be answered from the plugin folder and the options alone.
    /// </summary>
    public static bool Authenticates(HostOptions options) => Survey.Of(PluginSettingsOf.Options(options)).Authenticates;

    /// <summary>Starts everything. What was started is stopped again where a part fails.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="StoreInUseException">Another broker has the store.</exception>
    /// <exception cref="StoreCorruptException">The store cannot be read.</exception>
    /// <exception cref="PluginStartException">A plugin that has to run does not.</exception>
    /// <exception cref="ListenerException">An address cannot be listened at.</exception>
    public async Task StartAsync(HostOptions options)
    {
        if (_hasStore) await Loading.RunAsync(() => Server.StartAsync());
        else await Server.StartAsync();
        Server.Health.Enter(HealthState.Starting);
        try
        {
            await Plugins.StartAsync();
            await Server.ResumeAsync();
            await Listeners.ApplyAsync(At(options));
            Server.Health.Enter(HealthState.Ready);
        }
        catch (Exception e) when (e is ListenerException or PluginStartException)
        {
            await StopAsync();
            throw;
        }
    }

    /// <summary>
    /// Puts other options in force without dropping a client. What can fail comes first: when this throws, nothing has changed; a plugin that does not take its new table
    /// goes on with the old one.
    /// </summary>
    /// <returns>What plugins could not do, a sentence each.</returns>
    /// <exception cref="ListenerException">A new address cannot be listened at.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(HostOptions options)
    {
        await Listeners.ApplyAsync(At(options));
        var problems = await Plugins.ApplyAsync(PluginSettingsOf.Options(options));
        Plugins.Api.ReloadFiles();
        Listeners.ReloadCertificates();
        Server.Apply(Engine(options));
        _logs.Apply(options.Log);
        return problems;
    }

    /// <summary>Lets nobody in any more, ends the connections in good order, and after <see cref="DrainTime"/> in any order.</summary>
    /// <returns>Connections that had to be cut.</returns>
    public async Task<int> StopAsync()
    {
        await Listeners.StopAcceptingAsync();
        using var drain = new CancellationTokenSource(DrainTime, _time);
        await Server.StopAsync(drain.Token);
        await Plugins.DisposeAsync();
        var cut = Listeners.ConnectionCount;
        await Listeners.DisposeAsync();
        await Server.DisposeAsync();
        return cut;
    }

    private static BrokerOptions Engine(HostOptions options) =>
        new() { AllowAnonymous = options.AllowAnonymous ?? false, Mqtt = options.Mqtt, Limits = options.Limits };

    private static ListenerSetOptions Network(HostOptions options) => new()
    {
        Transport = options.Network.Transport,
        IoThreads = options.Network.IoThreads,
        MaxConnections = options.Limits.MaxConnections,
        DescriptorReserve = options.Network.DescriptorReserve,
    };

    private IReadOnlyList<ListenerOptions> At(HostOptions options)
    {
        // Who authenticates may be unreadable just now, or go on from its copy: nameless clients are let in only where nobody can have meant otherwise.
        var settings = PluginSettingsOf.Options(options);
        var authenticates = Survey.Of(settings).MayAuthenticate || Plugins.Authenticates(settings);
        return [.. options.Listeners.Select(l => l with { AllowAnonymous = OpenListeners.AllowsAnonymous(l, options, authenticates) })];
    }
}
