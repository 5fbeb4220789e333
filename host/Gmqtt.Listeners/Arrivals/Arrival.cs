using System.Net;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Arrivals;

/// <summary>One accepted connection, from accept to its end.</summary>
internal sealed class Arrival(RawTransport raw, ListenerSettings settings)
{
    private volatile bool _expired;

    public RawTransport Raw { get; } = raw;

    /// <summary>What was configured when it came.</summary>
    public ListenerSettings Settings { get; } = settings;

    /// <summary>What it counts under by address; null for an exempt one.</summary>
    public IPAddress? CountedAs { get; set; }

    /// <summary>Whether it was closed, and logged, before it reached MQTT.</summary>
    public bool WasRefused { get; set; }

    /// <summary>Whether its deadline passed before it reached MQTT.</summary>
    public bool IsExpired => _expired;

    /// <summary>When it was accepted; links of <see cref="HandshakeDeadlines"/>, under its gate.</summary>
    public long Accepted { get; set; }

    public bool IsAwaited { get; set; }

    public Arrival? Previous { get; set; }

    public Arrival? Next { get; set; }

    /// <summary>Ends it, because it took too long.</summary>
    public void Expire()
    {
        _expired = true;
        Raw.Abort();
    }
}
