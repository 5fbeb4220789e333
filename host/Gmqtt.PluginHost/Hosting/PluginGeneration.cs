using System.Runtime.CompilerServices;
using Gmqtt.Hooks;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Gates;
using Gmqtt.PluginHost.Loading;
using Gmqtt.Plugins;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>
/// One version of one plugin, from its constructor to the moment its load context is free. Made by <see cref="GenerationLoader"/>; put in force and taken out by
/// <see cref="PluginSet"/>.
/// </summary>
internal sealed class PluginGeneration
{
    private readonly PluginContext _context;
    private readonly PluginScheduler _scheduler;
    private readonly ILogger _logger;
    private LoadedAssembly? _assembly;
    private IPlugin? _plugin;
    private HookWrapper? _hooks;
    private TaskCompletionSource<WeakReference?>? _ended;

    internal PluginGeneration(
        GenerationNumbers numbers, Verdict verdict, PluginSettings settings, GateSet gates, PluginContext context, LoadedAssembly? assembly, IPlugin plugin, ILogger logger)
    {
        Settings = settings;
        (Number, Copy) = numbers;
        Manifest = verdict.Manifest!;
        Fingerprint = verdict.Files!.Fingerprint;
        Gate = gates.Gate;
        _scheduler = gates.Scheduler;
        _context = context;
        _assembly = assembly;
        _plugin = plugin;
        _logger = logger;
    }

    /// <summary>Counts the plugin's versions from 1.</summary>
    internal int Number { get; }

    /// <summary>Number of the copy its files are in.</summary>
    internal int Copy { get; }

    internal PluginManifest Manifest { get; }

    /// <summary>What it was loaded with.</summary>
    internal PluginSettings Settings { get; }

    /// <summary>Of the files it was loaded from.</summary>
    internal string Fingerprint { get; }

    internal PluginGate Gate { get; }

    /// <summary>Whether it is an object of this process and has no load context of its own.</summary>
    internal bool IsResident => Copy == 0;

    /// <summary>Its routes, or null.</summary>
    internal ApiBranch? Branch { get; private set; }

    internal DateTimeOffset Since { get; private set; }

    internal string Name => Gate.Name;

    /// <summary>Runs <see cref="IPlugin.LoadAsync"/> and asks for hooks and routes, all on the plugin's own threads.</summary>
    /// <exception cref="PluginLoadException">What is wrong.</exception>
    internal async Task LoadAsync(ApiBranchSettings api, TimeSpan timeout)
    {
        using var patience = new CancellationTokenSource(timeout, _context.TimeProvider);
        var plugin = _plugin!;
        var steps = Task.Factory.StartNew(
            async () =>
            {
                await plugin.LoadAsync(_context, patience.Token);
                return plugin.HookWrapper() ?? throw new PluginLoadException("HookWrapper() returned null; a plugin without hooks returns new HookWrapper()");
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            _scheduler).Unwrap();
        try
        {
            _hooks = await steps.WaitAsync(timeout, _context.TimeProvider);
        }
        catch (Exception exception) when (!steps.IsCompleted || exception is OperationCanceledException && patience.IsCancellationRequested)
        {
            throw new PluginLoadException($"LoadAsync did not complete within {timeout.TotalSeconds:0.###} s (plugin_host.load_timeout)");
        }
        catch (Exception exception)
        {
            throw new PluginLoadException(LoadFault.Sentence(exception));
        }

        var (branch, problem) = await ApiBranch.BuildAsync(_context.Api, api);
        Branch = problem is null ? branch : throw new PluginLoadException(problem);
    }

    /// <summary>The hooks it wraps.</summary>
    internal IReadOnlyList<string> HookNames
        => [.. typeof(HookWrapper).GetProperties().Where(p => _hooks is not null && p.GetValue(_hooks) is Delegate).Select(p => p.Name).Order(StringComparer.Ordinal)];

    /// <summary>Asks for the hooks again and has them put in force.</summary>
    /// <exception cref="InvalidOperationException">They cannot be used; those before stay.</exception>
    internal async Task RefreshHooksAsync(Func<Task<string?>> putInForce, TimeSpan timeout)
    {
        var (plugin, before) = (_plugin, _hooks);
        ObjectDisposedException.ThrowIf(plugin is null, this);
        var asked = Task.Factory.StartNew(plugin.HookWrapper, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
        try
        {
            _hooks = await asked.WaitAsync(timeout, _context.TimeProvider) ?? throw new InvalidOperationException("HookWrapper() returned null");
        }
        catch (Exception exception) when (exception is not InvalidOperationException)
        {
            throw new InvalidOperationException($"HookWrapper() failed: {FaultText.Of(exception)}");
        }

        if (await putInForce() is not { } problem) return;
        _hooks = before;
        Gate.WrapFault = null;
        throw new InvalidOperationException(problem);
    }

    /// <summary>Its hooks behind their guards, for a place in the chain.</summary>
    internal HookWrapper HooksAt(int position) => GuardedHooks.Guard(Gate, position, _hooks ?? new HookWrapper());

    internal void IsInForce()
    {
        Since = _context.TimeProvider.GetUtcNow();
        _context.Generation = Number;
    }

    /// <summary>
    /// Ends it: its requests end, background work is told to, <see cref="IPlugin.UnloadAsync"/> runs, everything is taken back. Nobody calls its hooks any more.
    /// </summary>
    /// <returns>Dies when the load context is free; null when it never will.</returns>
    internal async Task<WeakReference?> EndAsync(TimeSpan timeout)
    {
        // At the broker's stop two come for it: who waits for its last calls, and who sees to the order.
        var ended = new TaskCompletionSource<WeakReference?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _ended, ended, null) is { } first) return await first.Task;
        try
        {
            var context = await EndOnceAsync(timeout);
            ended.SetResult(context);
            return context;
        }
        catch (Exception exception)
        {
            ended.SetException(exception);
            throw;
        }
    }

    private async Task<WeakReference?> EndOnceAsync(TimeSpan timeout)
    {
        if (Branch is { } branch) await branch.DrainAsync(timeout);
        Gate.Close();
        foreach (var work in await _context.StopAsync(timeout)) _logger.WorkGoesOn(work, Name, Number);
        await UnloadAsync(timeout);
        if (Branch is { } drained) await drained.DisposeAsync();
        Branch = null;
        await _context.DisposeAsync();
        _scheduler.Dispose();
        return Retire();
    }

    private async Task UnloadAsync(TimeSpan timeout)
    {
        using var patience = new CancellationTokenSource(timeout, _context.TimeProvider);
        var unload = StartUnload(patience.Token);
        try
        {
            await unload.WaitAsync(timeout, _context.TimeProvider);
        }
        catch (Exception) when (!unload.IsCompleted)
        {
            _logger.WorkGoesOn(nameof(IPlugin.UnloadAsync), Name, Number);
        }
        catch (Exception exception)
        {
            Gate.Fault($"UnloadAsync threw {LoadFault.Sentence(exception)}");
        }
    }

    // Apart, and not inlined: what a method has once held, its frame may hold until it returns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task StartUnload(CancellationToken cancellationToken)
    {
        var plugin = _plugin!;
        _plugin = null;
        _hooks = null;
        return Task.Factory.StartNew(() => plugin.UnloadAsync(cancellationToken).AsTask(), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference? Retire()
    {
        var context = _assembly?.Retire();
        _assembly = null;
        return context;
    }
}

/// <summary>Which version, and where its files are.</summary>
/// <param name="Number">Counts the plugin's versions from 1.</param>
/// <param name="Copy">Number of the copy.</param>
internal sealed record GenerationNumbers(int Number, int Copy);

/// <summary>A gate and the threads behind it.</summary>
/// <param name="Gate">The gate.</param>
/// <param name="Scheduler">The threads.</param>
/// <param name="Logger">What is said there and in the plugin's own code.</param>
internal sealed record GateSet(PluginGate Gate, PluginScheduler Scheduler, ILogger Logger);
