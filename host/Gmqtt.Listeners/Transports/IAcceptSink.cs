using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Transports;

/// <summary>Where an acceptor brings what it took. Called on the acceptor's thread, must not wait.</summary>
internal interface IAcceptSink
{
    /// <summary>The policy that new transports carry.</summary>
    ListenerPolicy Policy { get; }

    /// <summary>How long to leave the next connections in the kernel's backlog; zero to take one now.</summary>
    TimeSpan AcceptDelay();

    /// <summary>Owns the transport from now on.</summary>
    void OnAccepted(RawTransport transport);

    /// <summary>Accept failed for want of descriptors or memory; it is tried again after <paramref name="delay"/>.</summary>
    void OnExhausted(string reason, TimeSpan delay);
}
