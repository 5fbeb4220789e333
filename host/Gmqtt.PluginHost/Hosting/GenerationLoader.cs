using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Gates;
using Gmqtt.PluginHost.Loading;
using Gmqtt.PluginHost.Services;
using Gmqtt.Plugins;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>From files to a version that is ready: checked, copied, loaded, configured, its LoadAsync run. Nothing of it is in force yet, and nothing is left where a step fails.</summary>
internal sealed class GenerationLoader
{
    private readonly IServer _server;
    private readonly ShadowRoot _shadow;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private int _copies;

    internal GenerationLoader(IServer server, ShadowRoot shadow, ILoggerFactory loggers, TimeProvider time)
    {
        _server = server;
        _shadow = shadow;
        _loggers = loggers;
        _time = time;
    }

    /// <summary>Loads what <see cref="Preflight"/> found good.</summary>
    /// <param name="files">Where.</param>
    /// <param name="verdict">Good.</param>
    /// <param name="number">Of the version.</param>
    /// <param name="settings">How.</param>
    /// <param name="plugins">For the context.</param>
    /// <exception cref="PluginLoadException">What is wrong.</exception>
    internal async Task<PluginGeneration> LoadAsync(PluginFiles files, Verdict verdict, int number, PluginSetSettings settings, OwnPluginService plugins)
    {
        var copy = Interlocked.Increment(ref _copies);
        var (entry, refusal) = _shadow.Copy(files, verdict.Files!, copy);
        if (entry is null) throw new PluginLoadException(refusal!.Sentence);
        var gates = Gates(files.Name, settings);
        var scheduler = gates.Scheduler;
        PluginGeneration? generation = null;
        LoadedAssembly? assembly = null;
        try
        {
            assembly = await RunAsync(() => LoadedAssembly.Load(entry, verdict.Manifest!), scheduler, settings.LoadTimeout);
            var plugin = await RunAsync(assembly.Create, scheduler, settings.LoadTimeout);
            var name = await RunAsync(() => plugin.Name, scheduler, settings.LoadTimeout);
            if (name != files.Name)
                throw new PluginLoadException($"it calls itself '{name}' and lies in '{files.Name}': rename the folder to {name}, or have Name return \"{files.Name}\"");
            var folder = Path.GetDirectoryName(entry)!;
            generation = new PluginGeneration(
                new GenerationNumbers(number, copy), verdict, settings.Of(files.Name), gates, Context(gates, folder, settings, plugins), assembly, plugin, _loggers.CreateLogger<PluginSet>());
            await generation.LoadAsync(Routes(gates, folder, settings), settings.LoadTimeout);
            return generation;
        }
        catch (PluginLoadException)
        {
            if (generation is not null)
            {
                await generation.EndAsync(settings.UnloadTimeout);
            }
            else
            {
                scheduler.Dispose();
                assembly?.Retire();
            }

            _shadow.Remove(files.Name, copy);
            throw;
        }
    }

    /// <summary>The same for a plugin that is an object of this process already: there are no files to check, and no load context to free.</summary>
    /// <exception cref="PluginLoadException">What is wrong.</exception>
    internal async Task<PluginGeneration> LoadAsync(IPlugin plugin, PluginManifest manifest, int number, PluginSetSettings settings, OwnPluginService plugins)
    {
        var folder = AppContext.BaseDirectory;
        var gates = Gates(plugin.Name, settings);
        var verdict = Verdict.Good(manifest, new FileSet([], ""), []);
        var generation = new PluginGeneration(
            new GenerationNumbers(number, 0), verdict, settings.Of(plugin.Name), gates, Context(gates, folder, settings, plugins), assembly: null, plugin, _loggers.CreateLogger<PluginSet>());
        try
        {
            await generation.LoadAsync(Routes(gates, folder, settings), settings.LoadTimeout);
            return generation;
        }
        catch (PluginLoadException)
        {
            await generation.EndAsync(settings.UnloadTimeout);
            throw;
        }
    }

    private GateSet Gates(string name, PluginSetSettings settings)
    {
        var logger = new LevelLogger(_loggers.CreateLogger($"plugin.{name}"), settings.Of(name).LogLevel);
        var scheduler = new PluginScheduler(name, logger);
        return new GateSet(new PluginGate(name, settings.GateOf(name), scheduler, logger, _time), scheduler, logger);
    }

    private PluginContext Context(GateSet gates, string folder, PluginSetSettings settings, OwnPluginService plugins)
    {
        var name = gates.Gate.Name;
        return new PluginContext(
            gates.Gate, new RevocableServer(_server, name), plugins, new PluginConfiguration(settings.Of(name)), gates.Logger, Path.Combine(settings.DataDirectory, name), folder);
    }

    private ApiBranchSettings Routes(GateSet gates, string folder, PluginSetSettings settings) => new()
    {
        Plugin = gates.Gate.Name,
        Logger = gates.Logger,
        TimeProvider = _time,
        OnFault = gates.Gate.Fault,
        ContentRoot = folder,
        MaxRequests = settings.Api.MaxRequestsPerPlugin,
    };

    /// <summary>Code of the plugin runs on the plugin's threads from its first line on.</summary>
    private async Task<T> RunAsync<T>(Func<T> step, PluginScheduler scheduler, TimeSpan timeout)
    {
        var task = Task.Factory.StartNew(step, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        try
        {
            return await task.WaitAsync(timeout, _time);
        }
        catch (PluginLoadException)
        {
            throw;
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new PluginLoadException($"its constructor did not return within {timeout.TotalSeconds:0.###} s (plugin_host.load_timeout)");
        }
        catch (Exception exception)
        {
            throw new PluginLoadException(LoadFault.Sentence(exception));
        }
    }
}
