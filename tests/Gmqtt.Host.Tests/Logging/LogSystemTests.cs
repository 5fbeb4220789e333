using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Logging;
using Microsoft.Extensions.Logging;
using Serilog.Sinks.Async;

namespace Gmqtt.Host.Tests.Logging;

public sealed class LogSystemTests : IDisposable
{
    private static readonly LogOptions Quiet = new() { Console = false };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_level_changed_while_the_broker_runs_reaches_loggers_that_exist()
    {
        using var logs = new LogSystem(Quiet, TimeProvider.System);
        var log = logs.Factory.CreateLogger("Gmqtt.Broker.Connections.Connection");
        Assert.False(log.IsEnabled(LogLevel.Debug));

        logs.Apply(Quiet with { Level = LogLevel.Debug });
        Assert.True(log.IsEnabled(LogLevel.Debug));

        logs.Apply(Quiet with { Level = LogLevel.Error });
        Assert.False(log.IsEnabled(LogLevel.Information));
    }

    [Fact]
    public void The_longest_category_that_fits_wins()
    {
        var levels = new Dictionary<string, LogLevel> { ["Gmqtt"] = LogLevel.Warning, ["Gmqtt.Broker"] = LogLevel.Debug };
        using var logs = new LogSystem(Quiet with { Levels = levels }, TimeProvider.System);

        Assert.True(logs.Factory.CreateLogger("Gmqtt.Broker.Server").IsEnabled(LogLevel.Debug));
        Assert.False(logs.Factory.CreateLogger("Gmqtt.Listeners.ListenerSet").IsEnabled(LogLevel.Information));
        Assert.True(logs.Factory.CreateLogger("Acme").IsEnabled(LogLevel.Information));
        Assert.False(logs.Factory.CreateLogger("Microsoft.AspNetCore.Hosting").IsEnabled(LogLevel.Information));
    }

    [Fact]
    public void Packets_are_dumped_only_when_asked_whatever_the_level()
    {
        using var logs = new LogSystem(Quiet with { Level = LogLevel.Trace }, TimeProvider.System);
        var packets = logs.Factory.CreateLogger(LogLevels.Packets);
        Assert.False(packets.IsEnabled(LogLevel.Trace));

        logs.Apply(Quiet with { DumpPacket = true });
        Assert.True(packets.IsEnabled(LogLevel.Trace));
    }

    [Fact]
    public void Lines_that_found_no_room_are_counted_and_told_once()
    {
        var dropped = new DroppedLines();
        var queue = new FullQueue { DroppedMessagesCount = 5 };
        dropped.StartMonitoring(queue);

        Assert.Equal(5, dropped.TakeNew());
        Assert.Equal(0, dropped.TakeNew());
        queue.DroppedMessagesCount = 7;
        Assert.Equal(2, dropped.TakeNew());
        Assert.Equal(7, dropped.Total);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told_at_the_start()
    {
        var file = Path.Combine(_folder.Write("file", ""), "gmqtt-.log");

        var e = Assert.Throws<StartException>(() => new LogSystem(Quiet with { File = file }, TimeProvider.System));

        Assert.StartsWith($"log.file: {file} cannot be written: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_go_to_a_file_with_the_date_in_its_name()
    {
        using (var logs = new LogSystem(Quiet with { File = _folder.File("gmqtt-.log") }, TimeProvider.System))
        {
            logs.Factory.CreateLogger("x").ConfigurationFrom("a b");
        }

        var file = Assert.Single(Directory.GetFiles(_folder.Path));
        Assert.Matches(@"gmqtt-\d{8}\.log$", file);
        Assert.EndsWith(" INF configuration file=\"a b\"\n", File.ReadAllText(file), StringComparison.Ordinal);
    }

    private sealed class FullQueue : IAsyncLogEventSinkInspector
    {
        public int BufferSize => 1;

        public int Count => 1;

        public long DroppedMessagesCount { get; set; }
    }
}
