namespace Gmqtt.Hooks;

/// <summary>
/// The hooks of one plugin. Each is a function that takes the next hook and returns the plugin's own; a null property costs nothing at run time.
/// The first plugin in <c>plugin_order</c> is the outermost: its code before <c>next</c> runs first and its code after <c>next</c> last.
/// Not calling <c>next</c> keeps the call from the plugins further in. All hooks run outside the broker's locks and may call its services.
/// A hook must not block its thread: per-message hooks run on the thread that reads the network.
/// </summary>
/// <example>
/// <code>
/// new HookWrapper { OnMsgArrived = next => (client, request, ct) => { Count(request.TopicName); return next(client, request, ct); } }
/// </code>
/// </example>
public sealed class HookWrapper
{
    /// <summary>
    /// The plugin's promise that none of its hooks blocks: those that are called for a connection then begin on the thread that reads the network, as those that are called for a
    /// message always do, and cost no change of threads. A hook may still wait with <c>await</c>. One that is seen to block is moved to the plugin's own threads, and the log names
    /// it. False by default: a hook for a connection may block, within its deadline.
    /// </summary>
    public bool RunsInline { get; init; }

    /// <summary>A transport was accepted.</summary>
    public Func<OnAccept, OnAccept>? OnAccept { get; init; }

    /// <summary>A CONNECT without an authentication method asks to be let in.</summary>
    public Func<OnBasicAuth, OnBasicAuth>? OnBasicAuth { get; init; }

    /// <summary>A CONNECT with an authentication method asks to be let in.</summary>
    public Func<OnEnhancedAuth, OnEnhancedAuth>? OnEnhancedAuth { get; init; }

    /// <summary>A connected client authenticates again.</summary>
    public Func<OnReAuth, OnReAuth>? OnReAuth { get; init; }

    /// <summary>A client is connected: its CONNACK has been sent.</summary>
    public Func<OnConnected, OnConnected>? OnConnected { get; init; }

    /// <summary>A session was made.</summary>
    public Func<OnSessionCreated, OnSessionCreated>? OnSessionCreated { get; init; }

    /// <summary>A stored session goes on.</summary>
    public Func<OnSessionResumed, OnSessionResumed>? OnSessionResumed { get; init; }

    /// <summary>A session and all its state are gone.</summary>
    public Func<OnSessionTerminated, OnSessionTerminated>? OnSessionTerminated { get; init; }

    /// <summary>A client asks to subscribe.</summary>
    public Func<OnSubscribe, OnSubscribe>? OnSubscribe { get; init; }

    /// <summary>A subscription was stored.</summary>
    public Func<OnSubscribed, OnSubscribed>? OnSubscribed { get; init; }

    /// <summary>A client asks to unsubscribe.</summary>
    public Func<OnUnsubscribe, OnUnsubscribe>? OnUnsubscribe { get; init; }

    /// <summary>A subscription was removed.</summary>
    public Func<OnUnsubscribed, OnUnsubscribed>? OnUnsubscribed { get; init; }

    /// <summary>A client published a message.</summary>
    public Func<OnMsgArrived, OnMsgArrived>? OnMsgArrived { get; init; }

    /// <summary>May a message leave for one client?</summary>
    public Func<OnDeliver, OnDeliver>? OnDeliver { get; init; }

    /// <summary>A message was handed to one client.</summary>
    public Func<OnDelivered, OnDelivered>? OnDelivered { get; init; }

    /// <summary>A message for one client was dropped.</summary>
    public Func<OnMsgDropped, OnMsgDropped>? OnMsgDropped { get; init; }

    /// <summary>A connection has ended.</summary>
    public Func<OnClosed, OnClosed>? OnClosed { get; init; }

    /// <summary>A Will Message is about to be published.</summary>
    public Func<OnWillPublish, OnWillPublish>? OnWillPublish { get; init; }

    /// <summary>A Will Message was published.</summary>
    public Func<OnWillPublished, OnWillPublished>? OnWillPublished { get; init; }

    /// <summary>The broker stops.</summary>
    public Func<OnStop, OnStop>? OnStop { get; init; }
}
