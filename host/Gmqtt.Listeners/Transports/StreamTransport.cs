using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Transports;

/// <summary>TLS or WebSocket over the transport below, whose addresses it has.</summary>
internal sealed class StreamTransport : ITransport
{
    private readonly ITransport _below;
    private readonly Func<ValueTask> _close;
    private int _disposed;

    /// <param name="below">What carries it; disposed of after it.</param>
    /// <param name="stream">The bytes.</param>
    /// <param name="end">See <see cref="StreamOutput"/>.</param>
    /// <param name="close">Frees the stream.</param>
    /// <param name="heldBytes">What the stream holds while nothing happens.</param>
    public StreamTransport(ITransport below, Stream stream, Func<Task> end, Func<ValueTask> close, int heldBytes)
    {
        _below = below;
        _close = close;
        HeldBytes = below.HeldBytes + heldBytes;
        Certificate = below.Certificate;
        CertificateUsername = below.CertificateUsername;
        Input = new StreamInput(stream);
        Output = new StreamOutput(stream, end, below.Abort);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public EndPoint? RemoteEndPoint => _below.RemoteEndPoint;

    public EndPoint? LocalEndPoint => _below.LocalEndPoint;

    public ListenerPolicy Listener => _below.Listener;

    public X509Certificate2? Certificate { get; init; }

    public string? CertificateUsername { get; init; }

    public int HeldBytes { get; }

    /// <summary>Of the bytes below: all that was written is on its way there.</summary>
    public OutputProgress? Progress => _below.Progress;

    public void Abort() => _below.Abort();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // First, so that nothing below waits for a peer any more.
        Abort();
        await _close();
        await _below.DisposeAsync();
    }
}
