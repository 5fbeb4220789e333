using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Mqtt;

namespace Gmqtt.Clients;

/// <summary>
/// A connected client. Obtained from hooks and from <see cref="Services.IClientService"/>; safe from any thread. After the connection has ended
/// the object still answers, and <see cref="Disconnect"/> and <see cref="Close"/> do nothing. Implemented by the broker only.
/// </summary>
public interface IClient
{
    /// <summary>The Client Identifier in force, assigned by the broker if the client sent none. Empty until the CONNECT was read.</summary>
    string ClientId { get; }

    /// <summary>The name the client is known by: from its CONNECT, or from its certificate where the listener says so; null for none.</summary>
    string? Username { get; }

    /// <summary>The protocol the client speaks.</summary>
    ProtocolVersion Version { get; }

    /// <summary>When the transport was accepted (UTC).</summary>
    DateTimeOffset ConnectedAt { get; }

    /// <summary>Where the client connects from: behind a trusted proxy the address the proxy states.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>The broker's side of the connection.</summary>
    EndPoint? LocalEndPoint { get; }

    /// <summary>The listener's configured address, for rules that differ by listener.</summary>
    string Listener { get; }

    /// <summary>The client's verified certificate, or null.</summary>
    X509Certificate2? Certificate { get; }

    /// <summary>Number of the connection, unique for the life of the process; the log names it.</summary>
    long ConnectionId { get; }

    /// <summary>What was negotiated. Complete from OnConnected on.</summary>
    ClientOptions Options { get; }

    /// <summary>The session; null until it exists (OnSessionCreated or OnSessionResumed are the first to see it).</summary>
    SessionInfo? Session { get; }

    /// <summary>False as soon as the connection is closing.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// Ends the connection in good order: an MQTT 5.0 client gets a DISCONNECT with this reason, then the connection is closed.
    /// Returns at once; what is in the send buffer still goes out. The Will Message is published.
    /// </summary>
    /// <param name="code">The reason; 0x80 or above except <see cref="ReasonCode.NormalDisconnection"/>.</param>
    /// <param name="reasonString">Text for the client, or null.</param>
    void Disconnect(ReasonCode code, string? reasonString = null);

    /// <summary>Cuts the connection without a word. The Will Message is published.</summary>
    void Close();
}
