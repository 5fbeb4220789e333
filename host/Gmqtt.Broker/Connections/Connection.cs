using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker.Handlers;
using Gmqtt.Broker.Hooks;
using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Sessions;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;

namespace Gmqtt.Broker.Connections;

/// <summary>
/// One transport from accept to its end. Its read loop owns it: others only ask it to close, which wakes the loop, and the loop says goodbye. What is sent goes through
/// <see cref="Outbox"/> from any thread.
/// </summary>
internal sealed class Connection : IClient, IHookOwner
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITransport _transport;
    private CancellationTokenSource? _closing;
    private CloseReason? _closeRequest;
    private long _takenOverAt;
    private volatile bool _inHook;

    internal Connection(Engine engine, ITransport transport)
    {
        Engine = engine;
        _transport = transport;
        ConnectionId = engine.Connections.NextId();
        ConnectedAt = engine.Clock.UtcNow;
        Outbox = new Outbox(transport.Output, engine.SendBuffers, engine.Options.Limits.MaxOutboundBytes, () => engine.Clock.Active, engine.Journal)
        {
            Failed = () => RequestClose(new CloseReason(ReasonCode.UnspecifiedError, true, "the network no longer takes anything")),
            Refused = () => RequestClose(new CloseReason(ReasonCode.QuotaExceeded, false, "clients together hold as much memory as they may")),
        };
        Timer = new ConnectionTimer(this);
    }

    public long ConnectionId { get; }

    public string ClientId { get; internal set; } = "";

    public string? Username { get; internal set; }

    public ProtocolVersion Version { get; internal set; } = ProtocolVersion.V311;

    public DateTimeOffset ConnectedAt { get; }

    public EndPoint? RemoteEndPoint => _transport.RemoteEndPoint;

    public EndPoint? LocalEndPoint => _transport.LocalEndPoint;

    public string Listener => _transport.Listener.Name;

    public X509Certificate2? Certificate => _transport.Certificate;

    public ClientOptions Options { get; internal set; } = new();

    public bool IsConnected => IsEstablished && _closeRequest is null;

    SessionInfo? IClient.Session => Session?.Describe();

    bool IHookOwner.IsInHook { get => IsInHook; set => IsInHook = value; }

    /// <summary>A hook of this connection runs: it cannot end before the hook has.</summary>
    internal bool IsInHook { get => _inHook; set => _inHook = value; }

    internal Engine Engine { get; }

    internal ITransport Transport => _transport;

    internal Outbox Outbox { get; }

    internal ConnectionTimer Timer { get; }

    /// <summary>The session, once there is one.</summary>
    internal Session? Session { get; set; }

    /// <summary>The CONNACK with success is written.</summary>
    internal bool IsEstablished { get; set; }

    /// <summary>Topic aliases of the client; made with its first one.</summary>
    internal InboundTopicAliases? Aliases { get; set; }

    /// <summary>QoS 2 identifiers that this connection has opened and not released: what counts against Receive Maximum.</summary>
    internal ReceivedPacketIds OpenQoS2 { get; } = new();

    /// <summary>The PUBLISH that OnMsgArrived looks at; made when there is such a hook.</summary>
    internal ArrivedPublish? Arrived { get; set; }

    /// <summary>What is said of its refused packets; made with the first one.</summary>
    internal RefusalLog? Refusals { get; set; }

    /// <summary>Who handles the next AUTH of a re-authentication, or null.</summary>
    internal OnAuth? ReAuthentication { get; set; }

    /// <summary>Set by a handler that has done nothing yet and wants its packet again when this completes.</summary>
    internal Task? RetryAfter { get; set; }

    /// <summary>Why the connection must end, or null.</summary>
    internal CloseReason? CloseRequest => Volatile.Read(ref _closeRequest);

    /// <summary>Completes when nothing more is sent and OnClosed has been called; the session may be given to somebody else.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Completes when also the will is published, the session detached and the transport let go: nothing of the connection is left.</summary>
    internal Task Gone => _gone.Task;

    /// <summary>Cancelled when the connection is to close.</summary>
    internal CancellationToken Closing
    {
        get
        {
            if (_closing is null) Interlocked.CompareExchange(ref _closing, new CancellationTokenSource(), null);
            if (CloseRequest is not null) _ = CancelAsync(_closing);
            return _closing.Token;
        }
    }

    public void Disconnect(ReasonCode code, string? reasonString = null)
        => RequestClose(new CloseReason(code, false, WireText.CheckedOrNull(reasonString, nameof(reasonString))));

    public void Close()
    {
        RequestClose(new CloseReason(ReasonCode.UnspecifiedError, false, "closed without a word"));
        _transport.Abort();
    }

    /// <summary>Asks the read loop to end; the first reason counts. From any thread.</summary>
    internal void RequestClose(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref _closeRequest, reason, null) is not null) return;
        _transport.Input.CancelPendingRead();
        if (Volatile.Read(ref _closing) is { } closing) _ = CancelAsync(closing);
        Timer.Closing();
    }

    // What plugins have registered with the token runs on a thread of its own, and what it throws is theirs.
    private async Task CancelAsync(CancellationTokenSource closing)
    {
        try
        {
            await closing.CancelAsync();
        }
        catch (Exception exception)
        {
            Log.HookFailed(Engine.Logger, "cancellation", exception);
        }
    }

    /// <summary>
    /// Another connection uses the Client Identifier [MQTT-3.1.4-3]; true when this one has ended. A hook that hangs keeps it for ever: then whoever comes waits as long as a
    /// client may take to connect, counted from the first, and is told.
    /// </summary>
    internal async ValueTask<bool> TakeOverAsync()
    {
        var clock = Engine.Clock;
        if (_takenOverAt == 0) _takenOverAt = Math.Max(1, clock.Now);
        RequestClose(new CloseReason(ReasonCode.SessionTakenOver, false, "another connection uses the Client Identifier"));
        var left = Engine.Options.Limits.ConnectTimeout - TimeSpan.FromMilliseconds(clock.Now - _takenOverAt);
        try
        {
            await Ended.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock.Provider);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>The read loop met something that ends the connection. [MQTT-4.13.1-1]</summary>
    internal void Fail(PacketError error)
        => Interlocked.CompareExchange(ref _closeRequest, new CloseReason(error.Code, false, error.Reason), null);

    internal void Fail(ReasonCode code, string detail) => Fail(new PacketError(code, detail));

    internal void End() => _ended.TrySetResult();

    internal void LetGo() => _gone.TrySetResult();

    /// <summary>Counts a packet that was encoded for this connection and sees to it that it is sent with the batch.</summary>
    internal void Sent(PacketType type, int size, Batch batch)
    {
        batch.Tally.Sent(type, size);
        Session?.Stats?.Sent(type, size);
        if (Engine.Dump.IsOn) Engine.Dump.Sent(ClientId, type, size);
        batch.Touch(Outbox);
    }
}
