using System.Collections.Concurrent;
using Gmqtt.Broker;
using Gmqtt.Broker.Hooks;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Gates;
using Gmqtt.PluginHost.Loading;
using Gmqtt.PluginHost.Watching;
using Gmqtt.Plugins;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>
/// The plugins of one broker. Every change goes the same way, at the start, at a reload and when a file was written: look at the files, check them without running them, load the
/// new version beside the old one, put hooks and routes in force together, let the old version's calls end, unload it. Whatever fails, what runs goes on.
/// </summary>
internal sealed class PluginSet : IPluginService, IAsyncDisposable
{
    private readonly Server _server;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ShadowRoot _shadow;
    private readonly GenerationLoader _loader;
    private readonly Retirement _retirement;
    private readonly ApiServer _api;
    private readonly Watchdog _watchdog;
    private readonly SemaphoreSlim _changes = new(1);
    private readonly ConcurrentDictionary<string, PluginSlot> _slots = new();
    private volatile PluginSetSettings _settings;
    private volatile IReadOnlyList<PluginGeneration> _chain = [];
    private ClosedDoors _doors = ClosedDoors.None;
    private FolderWatch? _watch;
    private (bool HotReload, WatchMode Mode) _watched;

    internal PluginSet(Server server, PluginSetSettings settings, ILoggerFactory loggers, TimeProvider time, string temporaryDirectory)
    {
        _server = server;
        _settings = settings;
        _logger = loggers.CreateLogger<PluginSet>();
        _time = time;
        _shadow = new ShadowRoot(temporaryDirectory);
        _loader = new GenerationLoader(server.Services, _shadow, loggers, time);
        _retirement = new Retirement(_shadow, _logger, time);
        _api = new ApiServer(settings.Api, loggers, time);
        _watchdog = new Watchdog(_logger, time);
    }

    internal ApiServer Api => _api;

    /// <summary>Loads all plugins and puts them in force together.</summary>
    /// <exception cref="PluginStartException">A plugin that has to run does not.</exception>
    internal async Task StartAsync()
    {
        using (await ChangeAsync())
        {
            // Before the first look: what is written while plugins load is looked at afterwards.
            Watch();
            var (candidates, problems) = FirstLook.At(_settings, Slot, _logger);
            var loaded = new List<PluginGeneration>();
            foreach (var (files, verdict) in candidates)
            {
                var slot = Slot(files.Name);
                try
                {
                    loaded.Add(await LoadAsync(slot, files, verdict));
                }
                catch (PluginLoadException exception)
                {
                    slot.Failed(exception.Message, _logger);
                    if (MustRun(files.Name, verdict.Manifest)) problems.Add($"plugin {files.Name}: {exception.Message}");
                }
            }

            if (problems.Count == 0 && await PutInForceAsync(loaded) is { } problem) problems.Add(problem);
            if (problems.Count > 0)
            {
                foreach (var generation in loaded) await generation.EndAsync(_settings.UnloadTimeout);
                throw new PluginStartException(problems);
            }
        }
    }

    /// <summary>Puts a plugin in force that is an object of this process already, as in a test of it; everything else is as for one from files.</summary>
    /// <exception cref="PluginStartException">It cannot be loaded.</exception>
    internal async Task AddAsync(IPlugin plugin, PluginSettings own)
    {
        using (await ChangeAsync())
        {
            _settings = _settings with { Plugins = new Dictionary<string, PluginSettings>(_settings.Plugins) { [own.Name] = own } };
            var slot = Slot(own.Name);
            try
            {
                slot.Manifest = ResidentPlugin.ManifestOf(plugin);
                if (slot.Manifest.RequiresConfiguration && !own.IsConfigured) throw new PluginLoadException($"there is no table [plugins.{own.Name}]");
                await ExchangeAsync(slot, await _loader.LoadAsync(plugin, slot.Manifest, slot.Generations + 1, _settings, new OwnPluginService(this, own.Name)));
            }
            catch (PluginLoadException exception)
            {
                throw new PluginStartException([$"plugin {own.Name}: {slot.Failed(exception.Message, _logger)}"]);
            }
        }
    }

    /// <summary>Takes a plugin out without a mark that keeps it out.</summary>
    /// <returns>Null when it is on its way out of memory; else why it is not.</returns>
    internal async Task<string?> TakeOutAsync(string name)
    {
        using (await ChangeAsync())
        {
            if (!_slots.TryGetValue(name, out var slot) || slot.Current is not { } current) return $"no plugin {name} is running";
            if (current.IsResident) return $"plugin {name} is an object of this process and stays in it; load it from a folder";
            if (!current.Manifest.Unloadable) return $"plugin {name} says that it cannot be unloaded, [Plugin(Unloadable = false)]";
            return await TakeOutAsync(slot, PluginState.Disabled, "it was taken out", isSaid: true);
        }
    }

    /// <summary>Completes when the versions that are on their way out of memory now have gone, or are known to stay in it.</summary>
    internal Task WhenRetiredAsync() => _retirement.WhenGoneAsync();

    /// <summary>Puts other settings in force: plugins whose table changed are loaded anew with it.</summary>
    /// <returns>What could not be done, a sentence each; what runs goes on.</returns>
    internal async Task<IReadOnlyList<string>> ApplyAsync(PluginSetSettings settings)
    {
        var problems = new List<string>();
        using (await ChangeAsync())
        {
            var before = _settings;
            _settings = settings;
            foreach (var generation in _chain) generation.Gate.Options = settings.GateOf(generation.Name);
            foreach (var name in Affected(before, settings))
            {
                if (await ExamineAsync(name, force: true) is { } problem) problems.Add($"plugin {name}: {problem}");
            }

            if (!before.Order.SequenceEqual(settings.Order) && await PutInForceAsync(_chain) is { } conflict) problems.Add(conflict);
        }

        Watch();
        return problems;
    }

    public IReadOnlyList<PluginInfo> List()
    {
        var chain = _chain;
        return [.. _slots.Values.OrderBy(s => s.Current is { } g ? Array.IndexOf([.. chain], g) : int.MaxValue).ThenBy(s => s.Name, StringComparer.Ordinal).Select(s => s.Describe(_time))];
    }

    public async ValueTask<string?> ReloadAsync(string name, CancellationToken cancellationToken) => await ReloadOneAsync(name).WaitAsync(cancellationToken);

    public async ValueTask<string?> SetEnabledAsync(string name, bool enabled, CancellationToken cancellationToken)
        => await SetEnabledAsync(name, enabled).WaitAsync(cancellationToken);

    /// <summary>Whether some plugin that runs, and goes on by these settings, can vouch for clients.</summary>
    internal bool Authenticates(PluginSetSettings settings) => _doors.Any || _chain.Any(g => g.Manifest.Vouches && settings.Of(g.Name).Enabled);

    /// <summary>Takes all plugins out, the innermost first, after the broker has told them of its stop.</summary>
    public async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        _watchdog.Dispose();
        using (await ChangeAsync())
        {
            var chain = _chain;
            _chain = [];
            await _api.ApplyAsync([]);
            await _server.SwapHooksAsync(HookSet.Empty).WaitAsync(_settings.UnloadTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var generation in chain.Reverse()) await generation.EndAsync(_settings.UnloadTimeout);
        }

        await _api.DisposeAsync();
        await _retirement.DisposeAsync();
        _shadow.Dispose();
    }

    /// <summary>Every plugin there is, in the folder or in force.</summary>
    internal IReadOnlyList<string> KnownNames() =>
        [.. PluginFolder.Scan(_settings.Directory).Plugins.Select(p => p.Name).Union(_slots.Keys).Order(StringComparer.Ordinal)];

    /// <summary>Asks one version of a plugin for its hooks again and puts them in force.</summary>
    /// <exception cref="InvalidOperationException">They cannot be used; the old ones stay.</exception>
    internal async Task RefreshHooksAsync(string name, int number)
    {
        using (await ChangeAsync())
        {
            var generation = _chain.FirstOrDefault(g => g.Name == name && g.Number == number);
            ObjectDisposedException.ThrowIf(generation is null, this);
            await generation.RefreshHooksAsync(() => PutInForceAsync(_chain), _settings.LoadTimeout);
        }
    }

    /// <summary>A file of a plugin changed, came or went.</summary>
    internal async Task NoticedAsync(string name)
    {
        using (await ChangeAsync()) await ExamineAsync(name, force: false);
    }

    /// <summary>The plugin a file of a copy belongs to, for naming whose code threw; null for the broker's own.</summary>
    internal string? OwnerOf(string file) => _shadow.PluginOf(file);

    private async Task<string?> ReloadOneAsync(string name)
    {
        using (await ChangeAsync())
            return await ExamineAsync(name, force: true) ?? NotActive(name);
    }

    private async Task<string?> SetEnabledAsync(string name, bool enabled)
    {
        using (await ChangeAsync())
        {
            if (Find(name).Files is not { } files) return $"there is no plugin {name} in {_settings.Directory}";
            return DisabledMark.Set(files, !enabled) ?? await ExamineAsync(name, force: true) ?? (enabled ? NotActive(name) : null);
        }
    }

    /// <summary>Why a plugin that was to run does not, although nothing failed: it is switched off, or gone.</summary>
    private string? NotActive(string name)
    {
        if (!_slots.TryGetValue(name, out var slot)) return $"there is no plugin {name} in {_settings.Directory}";
        return slot.Current is null ? slot.Reason : null;
    }

    /// <summary>Plugins whose table was changed, or whose latest table was not taken; and those that should run by now and are not there.</summary>
    private IEnumerable<string> Affected(PluginSetSettings before, PluginSetSettings after) =>
        before.Plugins.Keys.Union(after.Plugins.Keys).Union(after.Order).Order(StringComparer.Ordinal).Where(name =>
            _slots.GetValueOrDefault(name)?.Current is { } current
                ? PluginSetSettings.Differ(current.Settings, after.Of(name))
                : PluginSetSettings.Differ(before.Of(name), after.Of(name)) || after.Of(name).Enabled && after.Names(name));

    /// <summary>Brings one plugin to the state that its files and settings ask for.</summary>
    /// <returns>Null when it is there; else what is wrong.</returns>
    private async Task<string?> ExamineAsync(string name, bool force)
    {
        var (files, sentence) = Find(name);
        var slot = Slot(name);
        if (files is null) return await MissAsync(slot, sentence);
        var isOff = !_settings.Of(name).Enabled;
        if (files.IsSwitchedOff) return await TakeOutAsync(slot, PluginState.Disabled, "a file DISABLED is there", isOff);
        if (isOff) return await TakeOutAsync(slot, PluginState.Disabled, $"[plugins.{name}] says enabled = false", isOff);
        var verdict = Preflight.Check(files);
        if (!force && verdict.Files is { } seen && seen.Fingerprint == slot.TriedFingerprint) return null;
        slot.TriedFingerprint = verdict.Files?.Fingerprint;
        if (!verdict.IsGood) return slot.Refused(verdict.Refusal, _logger);
        slot.Manifest = verdict.Manifest;
        if (verdict.Manifest.RequiresConfiguration && !_settings.Of(name).IsConfigured)
            return await TakeOutAsync(slot, PluginState.Unconfigured, $"there is no table [plugins.{name}]");
        foreach (var warning in verdict.Warnings) _logger.PluginWarning(name, warning);
        try
        {
            await ExchangeAsync(slot, await LoadAsync(slot, files, verdict));
            return null;
        }
        catch (PluginLoadException exception)
        {
            return slot.Failed(exception.Message, _logger);
        }
    }

    private async Task ExchangeAsync(PluginSlot slot, PluginGeneration next)
    {
        if (await PutInForceAsync([.. _chain.Where(g => g.Name != slot.Name), next], _doors.Opened(slot.Name)) is not { } problem) return;
        await next.EndAsync(_settings.UnloadTimeout);
        throw new PluginLoadException(problem);
    }

    /// <summary>
    /// Builds the chain, then the routes, then swaps: whatever can fail comes before anything is changed. Who is not in the chain any more is retired when its calls have ended.
    /// </summary>
    /// <returns>Null, or what is wrong.</returns>
    private async Task<string?> PutInForceAsync(IReadOnlyList<PluginGeneration> generations, ClosedDoors? doors = null)
    {
        var chain = InOrder(generations);
        doors ??= _doors;
        var (hooks, problem) = await HookChain.BuildAsync(chain, doors, _settings.LoadTimeout, _time);
        problem ??= await _api.ApplyAsync([.. chain.Select(g => g.Branch).OfType<ApiBranch>()]);
        if (problem is not null) return problem;
        var drained = _server.SwapHooksAsync(hooks!);
        var before = _chain;
        (_chain, _doors) = (chain, doors);
        foreach (var generation in chain.Except(before))
        {
            var slot = Slot(generation.Name);
            generation.IsInForce();
            if (slot.Current is { } replaced) slot.Ending(replaced.Gate);
            (slot.Current, slot.State, slot.Reason) = (generation, PluginState.Active, null);
            slot.Generations = generation.Number;
        }

        foreach (var ended in before.Except(chain)) _retirement.Retire(ended, Slot(ended.Name), drained, _settings);
        HookChain.Log(_logger, chain);
        return null;
    }

    private async Task<PluginGeneration> LoadAsync(PluginSlot slot, PluginFiles files, Verdict verdict)
    {
        var began = _time.GetTimestamp();
        var generation = await _loader.LoadAsync(files, verdict, slot.Generations + 1, _settings, new OwnPluginService(this, slot.Name));
        _logger.PluginLoaded(
            slot.Name, generation.Manifest.Version, generation.Number, string.Join(' ', generation.HookNames),
            generation.Branch is { } branch ? string.Join(' ', branch.Prefixes) : "", (long)_time.GetElapsedTime(began).TotalMilliseconds);
        return generation;
    }

    /// <summary>What a plugin decided is refused from then on; unless the owner has said that it is not to be decided any more, which its absence does not say.</summary>
    private async Task<string?> TakeOutAsync(PluginSlot slot, PluginState state, string reason, bool isSaid = false)
    {
        if (slot.Current is { } current)
        {
            slot.State = PluginState.Stopping;
            var doors = isSaid ? _doors.Opened(slot.Name) : _doors.Closed(current, _logger);
            if (await PutInForceAsync([.. _chain.Where(g => g != current)], doors) is { } problem) return problem;
            slot.Ending(current.Gate);
            slot.Current = null;
        }
        else if (isSaid && _doors.Has(slot.Name) && await PutInForceAsync(_chain, _doors.Opened(slot.Name)) is { } conflict)
        {
            return conflict;
        }

        if (slot.State != state || slot.Reason != reason) _logger.PluginOff(slot.Name, reason);
        (slot.State, slot.Reason, slot.TriedFingerprint) = (state, reason, null);
        return null;
    }

    /// <summary>No files: a plugin that the configuration names goes on from its copy, because without it doors might stand open.</summary>
    private async Task<string?> MissAsync(PluginSlot slot, string? sentence)
    {
        var reason = sentence ?? $"there is no plugin {slot.Name} in {_settings.Directory}";
        if (slot.Current is { } current && MustRun(slot.Name, current.Manifest))
        {
            _logger.PluginFilesGone(slot.Name, current.Number);
            slot.TriedFingerprint = null;
            return reason;
        }

        if (sentence is not null) return slot.Failed(sentence, _logger); // something of it is there, say its folder during a build
        if (slot.Current is not null) return await TakeOutAsync(slot, PluginState.Disabled, "its files are gone");

        // What has run stays known, with its numbers: they count from the start.
        if (slot.Generations > 0) (slot.State, slot.Reason) = (PluginState.Disabled, "its files are gone");
        else _slots.TryRemove(slot.Name, out _);
        return _settings.Names(slot.Name) && _settings.Of(slot.Name).Enabled ? reason : null;
    }

    private (PluginFiles? Files, string? Sentence) Find(string name)
    {
        try
        {
            var (files, skipped) = PluginFolder.Find(_settings.Directory, name);
            return (files, skipped?.Sentence);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.FolderUnreadable(e.Message);
            return (null, e.Message);
        }
    }

    private bool MustRun(string name, PluginManifest? manifest) => _settings.Names(name) || manifest is { Vouches: true };

    private List<PluginGeneration> InOrder(IEnumerable<PluginGeneration> generations) =>
        [.. generations.OrderBy(g => ChainOrder.Rank(_settings.Order, g.Name)).ThenBy(g => g.Manifest.Order).ThenBy(g => g.Name, StringComparer.Ordinal)];

    private PluginSlot Slot(string name) => _slots.GetOrAdd(name, static n => new PluginSlot(n));

    private async Task<Change> ChangeAsync()
    {
        await _changes.WaitAsync();
        return new Change(_changes);
    }

    private void Watch()
    {
        if (_watched == (_settings.HotReload, _settings.Watch)) return;
        _watched = (_settings.HotReload, _settings.Watch);
        _watch?.Dispose();
        _watch = _settings.HotReload ? new FolderWatch(this, _settings, _logger, _time) : null;
    }

    private readonly struct Change(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
