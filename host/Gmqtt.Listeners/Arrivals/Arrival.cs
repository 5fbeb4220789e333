using System.Net;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Arrivals;

/// <summary>One accepted connection, from accept to its end.</summary>
internal sealed class Arrival(RawTransport raw, ListenerSettings settings)
{
    public RawTransport Raw { get; } = raw;

    /// <summary>What was configured when it came.</summary>
    public ListenerSettings Settings { get; } = settings;

    /// <summary>What it counts under by address; null for an exempt one.</summary>
    public IPAddress? CountedAs { get; set; }
}
