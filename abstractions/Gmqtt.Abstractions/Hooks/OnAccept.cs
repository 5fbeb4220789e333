using System.Net;

namespace Gmqtt.Hooks;

/// <summary>
/// Called when a transport of any kind (TCP, TLS, WebSocket, unix socket) was accepted, before a byte of MQTT is read. A fault or timeout closes the connection.
/// </summary>
/// <param name="request">Who connects.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long or the peer has gone.</param>
/// <returns>False to close without a word.</returns>
public delegate ValueTask<bool> OnAccept(AcceptRequest request, CancellationToken cancellationToken);

/// <summary>What is known of a transport before it has spoken.</summary>
public sealed class AcceptRequest
{
    /// <summary>Number of the connection, unique for the life of the process.</summary>
    public required long ConnectionId { get; init; }

    /// <summary>Where it comes from; behind a trusted proxy the address the proxy states.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>The broker's side.</summary>
    public EndPoint? LocalEndPoint { get; init; }

    /// <summary>The listener's configured address.</summary>
    public required string Listener { get; init; }
}
