using System.Diagnostics.Metrics;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Gates;
using Gmqtt.PluginHost.Services;
using Gmqtt.Plugins;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>What one version of a plugin is given, and what is taken back at its end.</summary>
internal sealed class PluginContext : IPluginContext, IAsyncDisposable
{
    private readonly PluginGate _gate;
    private readonly RevocableServer _server;
    private readonly OwnPluginService _plugins;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stoppingToken;
    private readonly Dictionary<Task, string> _work = [];
    private readonly string _dataDirectory;

    internal PluginContext(PluginGate gate, RevocableServer server, OwnPluginService plugins, IPluginConfiguration configuration, ILogger logger, string dataDirectory, string pluginDirectory)
    {
        _gate = gate;
        _server = server;
        _stoppingToken = _stopping.Token;
        _plugins = plugins;
        Configuration = configuration;
        Logger = logger;
        _dataDirectory = dataDirectory;
        PluginDirectory = pluginDirectory;
        Meter = new Meter($"gmqtt.plugin.{gate.Name}");
    }

    public string Name => _gate.Name;

    public IServer Server => _server;

    public IPluginConfiguration Configuration { get; }

    public ILogger Logger { get; }

    /// <summary>Made when it is first asked for: most plugins need none, and the broker may not be allowed to write anywhere.</summary>
    public string DataDirectory
    {
        get
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_dataDirectory);
            else Directory.CreateDirectory(_dataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return _dataDirectory;
        }
    }

    public string PluginDirectory { get; }

    public TimeProvider TimeProvider => _gate.Time;

    public Meter Meter { get; }

    IPluginApi IPluginContext.Api => Api;

    internal PluginApi Api { get; } = new();

    public IPluginService Plugins => _plugins;

    public CancellationToken Stopping => _stoppingToken;

    /// <summary>Number of the version, once its hooks may be in force; 0 while it loads.</summary>
    internal int Generation { get; set; }

    public async ValueTask RefreshHooksAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stoppingToken.IsCancellationRequested, this);
        if (Generation > 0) await _plugins.RefreshHooksAsync(Generation).WaitAsync(cancellationToken);
    }

    public void Run(string name, Func<CancellationToken, Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Track(name, () => body(_stoppingToken));
    }

    public void Every(string name, TimeSpan period, Func<CancellationToken, ValueTask> tick)
    {
        ArgumentNullException.ThrowIfNull(tick);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        Track(name, async () =>
        {
            while (true)
            {
                await Task.Delay(period, TimeProvider, _stoppingToken);
                try
                {
                    await tick(_stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !_stoppingToken.IsCancellationRequested)
                {
                    _gate.Fault($"{name} threw {FaultText.Of(exception)}"); // this time; the next may do better
                }
            }
        });
    }

    /// <summary>Tells background work to end.</summary>
    /// <returns>The names of what has not ended in time.</returns>
    internal async Task<IReadOnlyList<string>> StopAsync(TimeSpan patience)
    {
        // Callbacks of the plugin run in here.
        await Task.Factory.StartNew(Cancel, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _gate.Scheduler)
            .WaitAsync(patience, TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] work;
        lock (_work) work = [.. _work.Keys];
        await Task.WhenAll(work).WaitAsync(patience, TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_work) return [.. _work.Where(w => !w.Key.IsCompleted).Select(w => w.Value)];
    }

    /// <summary>Takes everything back.</summary>
    public ValueTask DisposeAsync()
    {
        _server.Revoke();
        Meter.Dispose();
        _stopping.Dispose();
        lock (_work) _work.Clear();
        return default;
    }

    private void Cancel()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (AggregateException exception)
        {
            _gate.Fault($"a callback on Stopping threw {FaultText.Of(exception.InnerException ?? exception)}");
        }
    }

    private void Track(string name, Func<Task> body)
    {
        ObjectDisposedException.ThrowIf(_stoppingToken.IsCancellationRequested, this);
        var task = Task.Factory.StartNew(() => GuardAsync(name, body), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _gate.Scheduler).Unwrap();
        lock (_work)
        {
            foreach (var done in _work.Keys.Where(t => t.IsCompleted).ToList()) _work.Remove(done);
            _work[task] = name;
        }
    }

    private async Task GuardAsync(string name, Func<Task> body)
    {
        try
        {
            await body();
        }
        catch (OperationCanceledException) when (_stoppingToken.IsCancellationRequested)
        {
            // It was told to end, and did.
        }
        catch (Exception exception)
        {
            _gate.Fault($"{name} ended with {FaultText.Of(exception)}");
        }
    }
}
