using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Transports;

/// <summary>
/// The bytes as the kernel has them: one accepted TCP or unix socket, before TLS and WebSocket, and all there is for plain MQTT.
/// </summary>
internal abstract class RawTransport : ITransport
{
    protected RawTransport(ListenerPolicy listener, EndPoint? remoteEndPoint)
    {
        Listener = listener;
        RemoteEndPoint = remoteEndPoint;
    }

    public abstract PipeReader Input { get; }

    public abstract PipeWriter Output { get; }

    /// <summary>The socket's peer, until a PROXY header says otherwise.</summary>
    public EndPoint? RemoteEndPoint { get; set; }

    public abstract EndPoint? LocalEndPoint { get; }

    public ListenerPolicy Listener { get; }

    public X509Certificate2? Certificate => null;

    /// <summary>What a trusted proxy vouched for in its header.</summary>
    public string? CertificateUsername { get; set; }

    /// <summary>The socket's number; -1 where systems have none.</summary>
    public abstract int Descriptor { get; }

    /// <inheritdoc/>
    public int HeldBytes => 0;

    /// <inheritdoc/>
    public virtual OutputProgress? Progress => null;

    public abstract void Abort();

    public abstract ValueTask DisposeAsync();
}
