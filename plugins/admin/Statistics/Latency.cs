using Gmqtt.Admin.Timeline;
using Gmqtt.Services;

namespace Gmqtt.Admin.Statistics;

/// <summary>How long messages took through the broker, in milliseconds; percentiles are limits of buckets, null while there was none.</summary>
internal sealed record LatencyNumbers(long Count, double? P50Ms, double? P99Ms)
{
    internal static LatencyNumbers Of(LatencyHistogram histogram) => Between(null, histogram);

    /// <summary>Of what came since an earlier look.</summary>
    internal static LatencyNumbers Between(LatencyHistogram? before, LatencyHistogram now)
    {
        var count = now.Count - (before?.Count ?? 0);
        return count <= 0 ? new LatencyNumbers(0, null, null) : new LatencyNumbers(count, Percentile(0.5), Percentile(0.99));

        double Percentile(double part)
        {
            for (var i = 0; i < now.Buckets.Count; i++)
            {
                if (now.Buckets[i].Count - (before?.Buckets[i].Count ?? 0) >= part * count) return now.Buckets[i].Limit.TotalMilliseconds;
            }

            return now.Buckets[^1].Limit.TotalMilliseconds; // or longer
        }
    }
}

/// <summary>How often an authentication ended in one way.</summary>
/// <param name="Method">anonymous, basic or enhanced.</param>
/// <param name="Code">The CONNACK's Reason Code; 0 let the client in.</param>
/// <param name="Reason">The same in words; empty for success.</param>
/// <param name="Count">How often.</param>
internal sealed record AuthenticationNumbers(string Method, int Code, string Reason, long Count)
{
    internal static AuthenticationNumbers Of(AuthenticationCount count) => new(
        count.Method switch
        {
            AuthenticationKind.Basic => "basic",
            AuthenticationKind.Enhanced => "enhanced",
            _ => "anonymous",
        },
        (int)count.ReasonCode,
        ClientEvent.Words(count.ReasonCode),
        count.Count);
}
