using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gmqtt.PluginHost.Gates;
using Gmqtt.PluginHost.Loading;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>Sees versions off that are not in force any more: waits for their last calls, ends them, and makes sure that their memory is free.</summary>
internal sealed class Retirement : IAsyncDisposable
{
    private readonly ShadowRoot _shadow;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Task, byte> _under = new();
    private readonly CancellationTokenSource _closing = new();

    // One at a time: asking whether memory is free costs collections.
    private readonly SemaphoreSlim _verifying = new(1);

    internal Retirement(ShadowRoot shadow, ILogger logger, TimeProvider time)
    {
        _shadow = shadow;
        _logger = logger;
        _time = time;
    }

    /// <summary>Completes when the versions that are on their way out now are gone, or known to stay.</summary>
    internal Task WhenGoneAsync() => Task.WhenAll(_under.Keys);

    internal void Retire(PluginGeneration generation, PluginSlot slot, Task drained, PluginSetSettings settings)
    {
        var farewell = new Farewell(generation.Gate, generation.Number, generation.Copy, slot);
        var task = EndAsync(generation, drained, settings, farewell);
        _under.TryAdd(task, 0);
        task.ContinueWith(t => _under.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await WhenGoneAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
        _verifying.Dispose();
    }

    private async Task EndAsync(PluginGeneration generation, Task drained, PluginSetSettings settings, Farewell farewell)
    {
        await Task.Yield();
        await drained.WaitAsync(settings.Gate.HookTimeout + TimeSpan.FromSeconds(1), _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!drained.IsCompleted)
        {
            // Its code still runs: freeing the context now would fail what it loads late.
            generation.Gate.Close();
            _logger.PluginDrainsLate(farewell.Name, farewell.Number);
            await drained.WaitAsync(_closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var ending = generation.EndAsync(settings.UnloadTimeout);
        generation = null!; // this method goes on, and would hold the plugin in its state
        var context = await ending;
        ending = null!;
        farewell.Slot.Ended(farewell.Gate);
        _logger.PluginUnloaded(farewell.Name, farewell.Number, "replaced or taken out");
        if (context is not null) await VerifyAsync(context, farewell);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task VerifyAsync(WeakReference context, Farewell farewell)
    {
        await _verifying.WaitAsync().ConfigureAwait(false);
        try
        {
            if (await Unloading.VerifyAsync(context, _time, _closing.Token))
            {
                _logger.PluginGone(farewell.Name, farewell.Number);
                _shadow.Remove(farewell.Name, farewell.Copy);
                return;
            }

            farewell.Slot.Leaked(context);
            _logger.PluginLeaked(farewell.Name, farewell.Number);
        }
        catch (OperationCanceledException)
        {
            // The broker stops; the process ends with everything in it.
        }
        finally
        {
            _verifying.Release();
        }
    }

    private sealed record Farewell(PluginGate Gate, int Number, int Copy, PluginSlot Slot)
    {
        internal string Name => Gate.Name;
    }
}
