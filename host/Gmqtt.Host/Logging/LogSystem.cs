using Gmqtt.Host.Configuration.Options;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Extensions.Logging;
using Serilog.Formatting;

namespace Gmqtt.Host.Logging;

/// <summary>
/// The one place that knows Serilog: everything else writes to Microsoft.Extensions.Logging. Lines are queued and written by one thread; a full
/// queue drops and counts.
/// </summary>
internal sealed partial class LogSystem : IDisposable
{
    /// <summary>Lines that may wait: a second or two of the worst burst, some megabytes.</summary>
    private const int QueueLength = 10_000;

    private static readonly TimeSpan DropReportInterval = TimeSpan.FromSeconds(10);
    private readonly LogLevels _levels;
    private readonly Logger _serilog;
    private readonly ITimer _dropReport;
    private readonly ILogger<LogSystem> _log;

    /// <param name="options">What to write, and where to.</param>
    /// <param name="time">When to look for dropped lines.</param>
    /// <exception cref="StartException">The file cannot be written.</exception>
    public LogSystem(LogOptions options, TimeProvider time)
    {
        // Serilog tells its own troubles only here: a full disk, for example.
        SelfLog.Enable(Console.Error);
        Probe(options.File);
        _levels = new LogLevels(options);
        _serilog = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.Async(to => Sinks(to, options), Dropped, QueueLength, blockWhenFull: false)
            .CreateLogger();
        Factory = new LoggerFactory([new SerilogLoggerProvider(_serilog, dispose: false)], _levels);
        _log = Factory.CreateLogger<LogSystem>();
        _dropReport = time.CreateTimer(_ => ReportDropped(), null, DropReportInterval, DropReportInterval);
    }

    /// <summary>Makes loggers.</summary>
    public ILoggerFactory Factory { get; }

    /// <summary>What the queue had no room for.</summary>
    public DroppedLines Dropped { get; } = new();

    /// <summary>Puts other levels in force at once; the places that lines go to stay.</summary>
    public void Apply(LogOptions options) => _levels.Apply(options);

    /// <summary>Writes what is queued, and ends.</summary>
    public void Dispose()
    {
        _dropReport.Dispose();
        ReportDropped();
        Factory.Dispose();
        _serilog.Dispose();
    }

    /// <summary>Serilog opens a file with its first line, and a file that cannot be opened would only be missed when somebody looks for a line in it.</summary>
    private static void Probe(string? file)
    {
        if (file is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var probe = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"log.file: {file} cannot be written: {e.Message}", e);
        }
    }

    private static void Sinks(Serilog.Configuration.LoggerSinkConfiguration to, LogOptions options)
    {
        ITextFormatter formatter = options.Format == LogFormat.Json ? new JsonLineFormatter() : new TextLineFormatter();
        if (options.Console)
        {
            to.Console(formatter);
        }

        if (options.File is { } file)
        {
            to.File(formatter, file, fileSizeLimitBytes: options.FileSize, rollingInterval: RollingInterval.Day, rollOnFileSizeLimit: true,
                retainedFileCountLimit: options.FileCount);
        }
    }

    private void ReportDropped()
    {
        if (Dropped.TakeNew() is > 0 and var count)
        {
            LinesDropped(_log, count);
        }
    }

    [LoggerMessage(5000, LogLevel.Warning, "the log could not keep up, lines dropped: {Count}")]
    private static partial void LinesDropped(Microsoft.Extensions.Logging.ILogger logger, long count);
}
