using Gmqtt.Mqtt;
using Gmqtt.Services;

namespace Gmqtt.Broker.Stats;

/// <summary>How authentications ended: a place for each method and reason code, so that nothing grows.</summary>
internal sealed class AuthenticationTally
{
    private const int Codes = 256;
    private readonly long[] _counts = new long[Enum.GetValues<AuthenticationKind>().Length * Codes];

    internal void Add(AuthenticationKind method, ReasonCode code) => Interlocked.Increment(ref _counts[((int)method * Codes) + (byte)code]);

    internal IReadOnlyList<AuthenticationCount> Snapshot()
    {
        var seen = new List<AuthenticationCount>();
        for (var i = 0; i < _counts.Length; i++)
        {
            if (Interlocked.Read(ref _counts[i]) is > 0 and var count) seen.Add(new AuthenticationCount((AuthenticationKind)(i / Codes), (ReasonCode)(i % Codes), count));
        }

        return seen;
    }
}
