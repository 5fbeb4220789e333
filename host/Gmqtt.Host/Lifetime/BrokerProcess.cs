using Gmqtt.Broker.Stores;
using Gmqtt.Host.Configuration;
using Gmqtt.Host.Logging;
using Gmqtt.Listeners;
using Gmqtt.PluginHost.Hosting;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Host.Lifetime;

/// <summary>The life of <c>gmqttd start</c>: read, start, run with reloads, stop; and the exit code.</summary>
internal sealed class BrokerProcess
{
    /// <summary>systemd and container runtimes kill after 10 to 90 s; this must be over before.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    private readonly ConfigurationSources _sources;
    private readonly TextWriter _errors;
    private readonly TimeProvider _time;
    private readonly SystemdNotifier _systemd = new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));

    /// <param name="sources">Where the configuration comes from.</param>
    /// <param name="errors">Where to say why it did not start; later there is a log.</param>
    /// <param name="time">The clock of everything.</param>
    public BrokerProcess(ConfigurationSources sources, TextWriter errors, TimeProvider time)
    {
        _sources = sources;
        _errors = errors;
        _time = time;
    }

    /// <summary>Runs the broker until a signal ends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        var began = _time.GetTimestamp();
        var configuration = _sources.Load(_time.GetUtcNow(), Composition.Authenticates);
        if (configuration.Problems.Count > 0)
        {
            foreach (var problem in configuration.Problems)
            {
                await _errors.WriteLineAsync(problem.ToString());
            }

            return ExitCode.Configuration;
        }

        using var signals = new Signals();
        LogSystem? logs = null;
        try
        {
            using var pidFile = configuration.Options.PidFile is { } path ? PidFile.Take(path) : null;
            logs = new LogSystem(configuration.Options.Log, _time);
            return await RunAsync(configuration, logs, signals, began);
        }
        catch (StartException e)
        {
            logs?.Dispose();
            await _errors.WriteLineAsync(e.Message);
            return e.ExitCode;
        }
    }

    private async Task<int> RunAsync(LoadedConfiguration configuration, LogSystem logs, Signals signals, long began)
    {
        var log = logs.Factory.CreateLogger<BrokerProcess>();
        var startLog = new StartLog(log, configuration);
        startLog.Before();
        var broker = new Composition(configuration.Options, logs, _time);
        broker.Server.ConfigurationValues = ValuesInForce.Of(configuration, configuration);
        await StartAsync(broker, configuration);
        startLog.After(broker.Listeners, _time.GetElapsedTime(began));
        _systemd.Ready();

        using var memory = new IdleMemory(() => broker.Server.ConnectionCount, _time, new Heap().GiveBack);
        using var ending = new CancellationTokenSource();
        var reloads = new Reloads(_sources, broker, configuration, _systemd, log, _time).RunAsync(signals.Reloads, ending.Token);
        var signal = await signals.Stop;
        _systemd.Stopping();
        log.Stops(signal, broker.Listeners.ConnectionCount);
        await ending.CancelAsync();

        // The log's last lines are part of what may hang: whoever reads them may have stopped to.
        var stop = StopAsync(broker, reloads, logs, log);
        var ended = await Task.WhenAny(stop, signals.StopNow, Task.Delay(StopTime, _time));
        return ended == signals.StopNow ? ExitCode.Signal((int)await signals.StopNow) : ExitCode.Ok;
    }

    private static async Task StartAsync(Composition broker, LoadedConfiguration configuration)
    {
        try
        {
            await broker.StartAsync(configuration.Options);
        }
        catch (ListenerException e)
        {
            throw new StartException(ListenerTrouble.Explain(e, configuration), e);
        }
        catch (Exception e) when (e is PluginStartException or StoreUnavailableException or StoreInUseException)
        {
            throw new StartException(e.Message, e);
        }
        catch (StoreCorruptException e)
        {
            throw new StartException(e.Message, e) { ExitCode = ExitCode.Configuration };
        }
    }

    private static async Task StopAsync(Composition broker, Task reloads, LogSystem logs, ILogger log)
    {
        try
        {
            await reloads;
            if (await broker.StopAsync() is > 0 and var cut)
            {
                log.Cut(cut);
            }
        }
        catch (Exception e)
        {
            log.StopFailed(e);
        }

        log.Stopped();
        await Task.Run(logs.Dispose);
    }
}
