namespace Gmqtt.Host.Configuration.Options;

/// <summary>How a log line looks.</summary>
internal enum LogFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For collectors: one object a line, in the compact format of Serilog.</summary>
    Json,
}
