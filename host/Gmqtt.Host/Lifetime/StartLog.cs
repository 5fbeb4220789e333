using System.Reflection;
using System.Runtime.InteropServices;
using Gmqtt.Configuration.Nodes;
using Gmqtt.Host.Configuration;
using Gmqtt.Host.Configuration.Checks;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Listeners;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Host.Lifetime;

/// <summary>The first lines of the log: what started, from which configuration, within which bounds, and where it can be reached.</summary>
internal sealed class StartLog
{
    private readonly ILogger _log;
    private readonly LoadedConfiguration _configuration;

    public StartLog(ILogger log, LoadedConfiguration configuration)
    {
        _log = log;
        _configuration = configuration;
    }

    /// <summary>The product's version, without what the build appends to it.</summary>
    public static string Version { get; } =
        typeof(StartLog).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>What is known before anything has started.</summary>
    public void Before()
    {
        _log.Starts(Version, Environment.ProcessId, RuntimeInformation.FrameworkDescription);
        if (_configuration.File is { } file)
        {
            _log.ConfigurationFrom(Path.GetFullPath(file));
        }
        else
        {
            _log.NoConfigurationFile(string.Join(" nor ", ConfigurationFile.Places));
        }

        foreach (var value in _configuration.Values.Where(v => v.Origin.Kind is OriginKind.Environment or OriginKind.CommandLine))
        {
            _log.SetFromOutside(value.Path, value.Plain, value.Origin.ToString());
        }

        var log = _configuration.Options.Log;
        var places = Places(log);
        var level = _configuration.Values.Single(v => v.Path == "log.level").Plain;
        _log.LogsGoTo(level, places);
        foreach (var deviation in SecureDefaults.Deviations(_configuration.Options))
        {
            _log.LessSafe(deviation);
        }
    }

    /// <summary>What is known when everything has started.</summary>
    public void After(ListenerSet listeners, TimeSpan took)
    {
        var options = _configuration.Options;
        var bound = MemoryBound.Of(options);
        var addresses = string.Join(',', listeners.Listeners.Select(l => l.BoundEndPoint));
        _log.Limits(listeners.ConnectionLimit, options.Limits.MaxSessions, bound.ToString());
        if (bound.Excess() is { } excess) _log.TooLittleMemory(excess);
        _log.Ready(addresses, (long)took.TotalMilliseconds);
    }

    private static string Places(LogOptions log) => (log.Console, log.File) switch
    {
        (true, null) => "standard output",
        (true, var file) => $"standard output, {file}",
        (false, null) => "nowhere",
        (false, var file) => file,
    };
}
