using Gmqtt.PluginHost.Watching;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>Brings what the <see cref="FolderWatcher"/> tells to the <see cref="PluginSet"/>, one plugin after the other.</summary>
internal sealed class FolderWatch : IDisposable
{
    private readonly FolderWatcher _watcher;
    private readonly CancellationTokenSource _ending = new();

    internal FolderWatch(PluginSet plugins, PluginSetSettings settings, ILogger logger, TimeProvider time)
    {
        var options = new FolderWatcherOptions { Mode = settings.Watch };
        if (settings.Watch == WatchMode.Poll) options = options with { Period = TimeSpan.FromSeconds(1) };
        _watcher = new FolderWatcher(settings.Directory, options, time);
        _ = RunAsync(plugins, logger, _ending.Token);
    }

    public void Dispose()
    {
        _ending.Cancel();
        _watcher.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync(PluginSet plugins, ILogger logger, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var names = await _watcher.NextAsync(cancellationToken);
                if (names.Contains(FolderWatcher.Everything)) names = plugins.KnownNames();
                foreach (var name in names) await plugins.NoticedAsync(name);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                logger.FolderUnreadable(exception.Message);
            }
            catch (Exception)
            {
                return; // it was told to end
            }
        }
    }
}
