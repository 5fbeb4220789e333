using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth.Sources;

/// <summary>Tells once that a source cannot be asked, and once that it answers again, instead of at each login. Any thread.</summary>
internal sealed class Outage(string source, ILogger logger)
{
    private int _refused;

    internal void Tell(Verdict verdict)
    {
        switch (verdict.Kind)
        {
            case VerdictKind.Unavailable when Interlocked.Increment(ref _refused) == 1:
                logger.SourceUnavailable(source, verdict.Detail!);
                break;
            case VerdictKind.Accepted or VerdictKind.Refused when Volatile.Read(ref _refused) > 0 && Interlocked.Exchange(ref _refused, 0) is > 0 and var refused:
                logger.SourceAnswers(source, refused);
                break;
        }
    }
}
