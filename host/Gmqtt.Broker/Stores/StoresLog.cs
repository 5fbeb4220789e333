using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker.Stores;

/// <summary>Log lines of the journal; event ids 1100 to 1119.</summary>
internal static partial class StoresLog
{
    [LoggerMessage(1100, LogLevel.Error, "{Store} does not commit: {Sentence}. Nothing is acknowledged until it does")]
    internal static partial void Failing(ILogger logger, string store, string sentence, Exception? exception);

    [LoggerMessage(1101, LogLevel.Warning, "{Store} commits again after {Seconds:F1} s; nothing was lost")]
    internal static partial void Recovered(ILogger logger, string store, double seconds);

    [LoggerMessage(1102, LogLevel.Critical, "{Store} is given up: {Sentence}")]
    internal static partial void Stopped(ILogger logger, string store, string sentence, Exception exception);

    [LoggerMessage(1103, LogLevel.Error, "{Store} did not take the last {Bytes} bytes of changes before the broker stopped; none of them was acknowledged")]
    internal static partial void GivenUp(ILogger logger, string store, int bytes);
}
