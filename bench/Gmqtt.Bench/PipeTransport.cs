using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Bench;

/// <summary>A transport whose both ends run on the caller's thread: what is measured is the broker, not a network.</summary>
internal sealed class PipeTransport : ITransport
{
    private static readonly PipeOptions Inline = new(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);

    private readonly Pipe _toBroker = new(Inline);
    private readonly Collector _toClient = new();

    public PipeReader Input => _toBroker.Reader;

    public PipeWriter Output => _toClient;

    public EndPoint? RemoteEndPoint => null;

    public EndPoint? LocalEndPoint => null;

    public ListenerPolicy Listener { get; } = new() { Name = "bench", AllowAnonymous = true };

    public X509Certificate2? Certificate => null;

    public string? CertificateUsername => null;

    public void Abort()
    {
    }

    public ValueTask DisposeAsync() => default;

    /// <summary>The broker handles these bytes before this returns.</summary>
    internal void Send(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_toBroker.Writer.GetSpan(bytes.Length));
        _toBroker.Writer.Advance(bytes.Length);
        _ = _toBroker.Writer.FlushAsync();
    }

    /// <summary>What the broker has sent since; valid until it sends more.</summary>
    internal ReadOnlySpan<byte> Receive() => _toClient.Take();
}
