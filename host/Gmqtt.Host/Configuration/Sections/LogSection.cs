using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Microsoft.Extensions.Logging;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Host.Configuration.Options.LogOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[log]</c> table.</summary>
internal static class LogSection
{
    public static readonly Section<LogOptions> Rows = new(
        () => new LogOptions(),
        K.Of("level", LogLevelKind.Instance, o => o.Level, (o, v) => o with { Level = v }, Reload.AtOnce, "Lines below this level are not written."),
        K.Of("format", new ChoiceKind<LogFormat>(("text", LogFormat.Text), ("json", LogFormat.Json)), o => o.Format,
            (o, v) => o with { Format = v }, Reload.Restart,
            "text for people, json (one object a line) for collectors."),
        K.Of("dump_packet", new BoolKind(), o => o.DumpPacket, (o, v) => o with { DumpPacket = v }, Reload.AtOnce,
            "Whether every control packet is written to the log, payloads and passwords left out. Slow; for a search, not for every day."),
        K.Of("console", new BoolKind(), o => o.Console, (o, v) => o with { Console = v }, Reload.Restart, "Whether lines go to the standard output."),
        K.Optional("file", new TextKind("a path"), o => o.File, (o, v) => o with { File = v }, Reload.Restart, "\"log/gmqtt-.log\"",
            "A file to write to as well; the date is put before its extension. A new one begins every day, and at file_size."),
        K.Of("file_size", new SizeKind(64 * 1024, Most.Bytes), o => o.FileSize,
            (o, v) => o with { FileSize = v }, Reload.Restart, "Size at which a day's file is continued in another."),
        K.Of("file_count", new IntegerKind(1, 100_000), o => o.FileCount,
            (o, v) => o with { FileCount = (int)v }, Reload.Restart, "How many files stay; older ones are deleted."),
        new MapOf<LogOptions, LogLevel>("levels", LogLevelKind.Instance, o => o.Levels, (o, v) => o with { Levels = v }, ("\"Gmqtt.Broker\"", LogLevel.Debug),
            "Levels of single categories and all below them; the longest name that fits wins. The category stands in quotes."));
}
