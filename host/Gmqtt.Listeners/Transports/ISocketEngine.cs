namespace Gmqtt.Listeners.Transports;

/// <summary>
/// Moves the bytes of all listeners: epoll loops, or System.Net.Sockets. Disposing of it ends the threads; connections that are left get no
/// more events.
/// </summary>
internal interface ISocketEngine : IAsyncDisposable
{
    IReadOnlyList<LoopActivity> Activity { get; }

    /// <summary>Accepts from the socket, which it does not own, until the acceptor is stopped.</summary>
    IAcceptor Accept(BoundSocket socket, IAcceptSink sink);

    /// <summary>Aborts every connection.</summary>
    void AbortAll();
}
