using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Gmqtt.PluginHost;
using Gmqtt.PluginHost.Api;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Host.Plugins;

/// <summary>
/// An exception that nobody catches, on a thread, timer or <c>async void</c> of a plugin, ends that thread and not the process. One in the broker's own code ends the process,
/// as it should: what it left half done is not to be built upon.
/// </summary>
internal static class UnhandledExceptions
{
    private static volatile Func<Exception, bool>? _handler;
    private static int _isSet;

    /// <summary>Sets what decides; the runtime can be told only once in a process, so tests replace what it was told to ask.</summary>
    /// <param name="ownerOf">The plugin a file belongs to, or null.</param>
    /// <param name="log">Where to say it.</param>
    public static void Handle(Func<string, string?> ownerOf, ILogger log)
    {
        _handler = exception =>
        {
            if (Culprit(exception, ownerOf) is not { } plugin) return false;
            log.UnhandledException(plugin, FaultText.WithStack(exception));
            return true;
        };
        if (Interlocked.Exchange(ref _isSet, 1) == 0) ExceptionHandling.SetUnhandledExceptionHandler(static exception => _handler?.Invoke(exception) ?? false);
    }

    /// <summary>The plugin with the innermost frame of the stack; frames of the framework below it only carry its call.</summary>
    private static string? Culprit(Exception exception, Func<string, string?> ownerOf)
    {
        foreach (var frame in new StackTrace(exception).GetFrames())
        {
            if (frame.GetMethod()?.Module.Assembly is not { IsDynamic: false } assembly) continue;
            if (ownerOf(assembly.Location) is { } plugin) return plugin;
            if (assembly.GetName().Name is { } name && (name.StartsWith("Gmqtt.", StringComparison.Ordinal) || name == "gmqttd")) return null;
        }

        // A timer that cancels a token wraps what the registrations threw: its own stack has nobody's frames.
        IEnumerable<Exception> causes = exception is AggregateException all ? all.InnerExceptions : exception.InnerException is { } inner ? [inner] : [];
        return causes.Select(cause => Culprit(cause, ownerOf)).FirstOrDefault(plugin => plugin is not null);
    }
}
