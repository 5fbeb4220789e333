using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Testing;

/// <summary>
/// A transport made of two pipes. The broker's read loop runs inside the client's send, as it runs inside the network's completion in production;
/// the client's read loop runs on the thread pool, so that a test never runs inside the broker.
/// </summary>
internal sealed class MemoryTransport : ITransport
{
    private readonly Pipe _toBroker;
    private readonly Pipe _toClient;

    internal MemoryTransport(ListenerPolicy listener, int clientBuffer)
    {
        Listener = listener;
        _toBroker = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.ThreadPool, pauseWriterThreshold: 0, useSynchronizationContext: false));
        _toClient = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.ThreadPool,
            writerScheduler: PipeScheduler.ThreadPool,
            pauseWriterThreshold: clientBuffer,
            resumeWriterThreshold: Math.Max(1, clientBuffer / 2),
            useSynchronizationContext: false));
    }

    public PipeReader Input => _toBroker.Reader;

    public PipeWriter Output => _toClient.Writer;

    public EndPoint? RemoteEndPoint { get; init; } = new IPEndPoint(IPAddress.Loopback, 50000);

    public EndPoint? LocalEndPoint { get; init; } = new IPEndPoint(IPAddress.Loopback, 1883);

    public ListenerPolicy Listener { get; }

    public X509Certificate2? Certificate { get; init; }

    public string? CertificateUsername { get; init; }

    internal PipeWriter ClientOutput => _toBroker.Writer;

    internal PipeReader ClientInput => _toClient.Reader;

    /// <summary>Whether the broker has let go of the transport.</summary>
    internal Task Disposed => _disposed.Task;

    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Abort()
    {
        // Both ends see the end: reads of the broker complete, and its pending write is released.
        _toBroker.Writer.Complete();
        _toClient.Reader.Complete();
        _toClient.Reader.CancelPendingRead();
    }

    public async ValueTask DisposeAsync()
    {
        await _toBroker.Reader.CompleteAsync();
        await _toClient.Writer.CompleteAsync();
        _disposed.TrySetResult();
    }
}
