using Gmqtt.Broker.Connections;
using Gmqtt.Mqtt;

namespace Gmqtt.Listeners;

/// <summary>
/// One <c>[[listeners]]</c> table: where to listen and what is let in there. Immutable; a reload makes a new one. Changes apply to new
/// connections, those that live keep what they came in with.
/// </summary>
public sealed record ListenerOptions
{
    /// <summary>
    /// Where to listen: <c>127.0.0.1:1883</c>, <c>[::1]:1883</c>, <c>0.0.0.0:1883</c>, <c>:1883</c> (all addresses, IPv4 and IPv6),
    /// <c>[::]:1883</c> (IPv6 only), <c>localhost:1883</c> (127.0.0.1) or <c>unix:/run/gmqtt.sock</c>. Port 0 takes a free port.
    /// </summary>
    public required string Address { get; init; }

    /// <summary>What may be spoken; several protocols on one port are told apart by their first bytes.</summary>
    public ListenerProtocols Protocols { get; init; } = ListenerProtocols.Mqtt | ListenerProtocols.WebSocket;

    /// <summary>The certificate and what is asked of clients; null speaks no TLS.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Paths and origins of MQTT over WebSocket.</summary>
    public WebSocketOptions WebSocket { get; init; } = new();

    /// <summary>Whether a proxy in front states the client's address.</summary>
    public ProxyProtocolOptions ProxyProtocol { get; init; } = new();

    /// <summary>Most connections of this listener at once; 0 leaves it to <see cref="ListenerSetOptions.MaxConnections"/>.</summary>
    public int MaxConnections { get; init; }

    /// <summary>Most connections from one address (IPv6: from one /64) at once; 0 for no bound.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 1000;

    /// <summary>
    /// New connections a second that this listener takes, with a burst of twice that; those above wait in the kernel's backlog. 0 for no
    /// bound.
    /// </summary>
    public int NewConnectionsPerSecond { get; init; } = 500;

    /// <summary>New connections a second from one address, with a burst of twice that; those above are closed. 0 for no bound.</summary>
    public int NewConnectionsPerSecondPerAddress { get; init; } = 50;

    /// <summary>Whether the two rates and <see cref="MaxConnectionsPerAddress"/> bind 127.0.0.0/8, ::1 and unix sockets too.</summary>
    public bool LimitLoopback { get; init; }

    /// <summary>From accept to the first MQTT byte: PROXY header, TLS handshake and WebSocket upgrade share this one deadline.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections the kernel holds until they are accepted; the system caps it (Linux: net.core.somaxconn).</summary>
    public int Backlog { get; init; } = 1024;

    /// <summary>Access mode of a unix socket's file.</summary>
    public UnixFileMode UnixSocketMode { get; init; } =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>See <see cref="ListenerPolicy.AllowAnonymous"/>.</summary>
    public bool? AllowAnonymous { get; init; }

    /// <summary>See <see cref="ListenerPolicy.MaxPacketSize"/>, in bytes.</summary>
    public uint? MaxPacketSize { get; init; }

    /// <summary>See <see cref="ListenerPolicy.Versions"/>.</summary>
    public IReadOnlySet<ProtocolVersion>? Versions { get; init; }

    /// <summary>The part of this that the engine is told with each transport.</summary>
    /// <returns>A new policy.</returns>
    public ListenerPolicy ToPolicy() =>
        new() { Name = Address, AllowAnonymous = AllowAnonymous, MaxPacketSize = MaxPacketSize, Versions = Versions };
}
