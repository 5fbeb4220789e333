using System.Threading.Channels;
using Gmqtt.Configuration.Nodes;
using Gmqtt.Host.Configuration;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Host.Lifetime;

/// <summary>Reads the configuration again when asked, and puts in force what can be without dropping a client. A bad one changes nothing.</summary>
internal sealed class Reloads
{
    private readonly ConfigurationSources _sources;
    private readonly Composition _broker;
    private readonly LoadedConfiguration _started;
    private readonly SystemdNotifier _systemd;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private LoadedConfiguration _current;

    public Reloads(ConfigurationSources sources, Composition broker, LoadedConfiguration started, SystemdNotifier systemd, ILogger log, TimeProvider time)
    {
        _sources = sources;
        _broker = broker;
        _started = started;
        _systemd = systemd;
        _log = log;
        _time = time;
        _current = started;
    }

    /// <summary>Reloads once for each signal, until cancelled. Nothing that goes wrong ends it: the next signal must work.</summary>
    public async Task RunAsync(ChannelReader<Signal> signals, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in signals.ReadAllAsync(cancellationToken))
            {
                _systemd.Reloading();
                await ReloadAsync();
                _systemd.Ready();
            }
        }
        catch (OperationCanceledException)
        {
            // The broker stops.
        }
    }

    private async Task ReloadAsync()
    {
        try
        {
            _log.ReloadAsked();
            var next = _sources.Load(_time.GetUtcNow(), Composition.Authenticates);
            if (next.Problems.Count == 0)
            {
                await ApplyAsync(next);
                return;
            }

            foreach (var line in next.Problems.SelectMany(p => p.ToString().ReplaceLineEndings("\n").Split('\n')))
            {
                _log.ConfigurationProblem(line);
            }

            _log.ReloadRefused(next.Problems.Count);
        }
        catch (Exception e)
        {
            _log.ReloadFailed(e);
        }
    }

    private async Task ApplyAsync(LoadedConfiguration next)
    {
        IReadOnlyList<string> pluginProblems;
        try
        {
            pluginProblems = await _broker.ApplyAsync(next.Options);
        }
        catch (ListenerException e)
        {
            _log.ConfigurationProblem(ListenerTrouble.Explain(e, next));
            _log.ReloadRefused(1);
            return;
        }

        // What needs a restart is told against what runs, so that it is told again until it is done, or taken back.
        var changed = Differences(_current, next).Where(d => d.New.Reload != Reload.Restart).ToList();
        var restart = Differences(_started, next).Where(d => d.New.Reload == Reload.Restart).ToList();
        changed.ForEach(d => _log.Changed(d.New.Path, d.Old, d.New.Plain, d.New.Origin.ToString()));
        restart.ForEach(d => _log.NeedsRestart(d.New.Path, d.Old, d.New.Plain, d.New.Origin.ToString()));
        foreach (var problem in pluginProblems) _log.ConfigurationProblem(problem);
        _current = next;
        _broker.Server.ConfigurationValues = ValuesInForce.Of(_started, next);
        _log.Reloaded(changed.Count, restart.Count);
    }

    private static IEnumerable<(string Old, EffectiveValue New)> Differences(LoadedConfiguration before, LoadedConfiguration after)
    {
        const string None = "none";
        var old = before.Values.ToDictionary(v => v.Path);
        foreach (var value in after.Values)
        {
            if (!old.Remove(value.Path, out var was) || was.Literal != value.Literal)
            {
                yield return (was?.Plain ?? None, value);
            }
        }

        foreach (var gone in old.Values)
        {
            yield return (gone.Plain, gone with { Literal = None, Origin = Origin.Default });
        }
    }
}
