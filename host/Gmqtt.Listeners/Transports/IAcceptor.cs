namespace Gmqtt.Listeners.Transports;

/// <summary>
/// Takes connections from one listening socket until it is disposed of. When that has completed, no call into the <see cref="IAcceptSink"/>
/// follows and the socket may be closed.
/// </summary>
internal interface IAcceptor : IAsyncDisposable;
