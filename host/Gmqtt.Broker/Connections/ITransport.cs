using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Gmqtt.Broker.Connections;

/// <summary>
/// A byte stream in both directions, ready for MQTT: TCP, TLS, WebSocket, a unix socket, or a pipe of a test. A listener makes it and hands it to <see cref="Server.RunAsync"/>,
/// which owns it until that task completes.
/// <para>
/// <see cref="IDuplexPipe.Input"/>: holds no buffer while it waits. <see cref="IDuplexPipe.Output"/>: the engine only calls
/// <see cref="PipeWriter.WriteAsync"/> (one at a time; the memory stays untouched until it completes; completes synchronously when the kernel takes all of it at once) and
/// <see cref="PipeWriter.CompleteAsync"/>, which sends what is left and then the end of the stream, while <see cref="IDuplexPipe.Input"/> can still be read. Where it is an
/// <see cref="Outbound.IDirectOutput"/> too, large runs of messages are sent through that, between writes.
/// </para>
/// </summary>
public interface ITransport : IDuplexPipe, IAsyncDisposable
{
    /// <summary>Where the peer is; behind a trusted proxy, where the proxy says it is.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>The local end.</summary>
    EndPoint? LocalEndPoint { get; }

    /// <summary>The listener it came from.</summary>
    ListenerPolicy Listener { get; }

    /// <summary>The peer's verified certificate, or null.</summary>
    X509Certificate2? Certificate { get; }

    /// <summary>The user name that the certificate stands for, where the listener takes it from there; else null.</summary>
    string? CertificateUsername { get; }

    /// <summary>Bytes that it holds for as long as it lives, beside what each connection does: for TLS, WebSocket; counted against <c>limits.max_memory</c>.</summary>
    int HeldBytes => 0;

    /// <summary>Null where the system does not tell. Asked now and then, from any thread.</summary>
    OutputProgress? Progress => null;

    /// <summary>Ends both directions at once; reads and writes under way complete. May be called from any thread, more than once.</summary>
    void Abort();
}
