using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// A plugin's hooks, each behind its guard, for its place in one chain. The table of contents of what a fault does: a hook that decides says no, with the code the hook's
/// documentation states; one that observes is passed by.
/// </summary>
internal sealed class GuardedHooks
{
    private readonly PluginGate _gate;
    private readonly int _position;
    private readonly bool _runsInline;

    private GuardedHooks(PluginGate gate, int position, bool runsInline)
    {
        _gate = gate;
        _position = position;
        _runsInline = runsInline;
    }

    /// <param name="gate">The plugin's gate.</param>
    /// <param name="position">The plugin's place in the chain, the outermost is 0.</param>
    /// <param name="hooks">What the plugin wrapped.</param>
    internal static HookWrapper Guard(PluginGate gate, int position, HookWrapper hooks) => new GuardedHooks(gate, position, hooks.RunsInline).Guard(hooks);

    private HookWrapper Guard(HookWrapper hooks) => new()
    {
        OnAccept = hooks.OnAccept is { } onAccept ? next => Accept(onAccept, next) : null,
        OnBasicAuth = hooks.OnBasicAuth is { } onBasicAuth
            ? next => Two<IClient, ConnectRequest>(nameof(HookWrapper.OnBasicAuth), n => onBasicAuth(n.Invoke).Invoke, next.Invoke, (_, r) => r.Reject(ReasonCode.ServerUnavailable)).Invoke
            : null,
        OnEnhancedAuth = hooks.OnEnhancedAuth is { } onEnhancedAuth
            ? next => Exchange<ConnectRequest>(nameof(HookWrapper.OnEnhancedAuth), n => onEnhancedAuth(n.Invoke).Invoke, next.Invoke, r => r.Reject(ReasonCode.ServerUnavailable)).Invoke
            : null,
        OnReAuth = hooks.OnReAuth is { } onReAuth
            ? next => Exchange<AuthRequest>(nameof(HookWrapper.OnReAuth), n => onReAuth(n.Invoke).Invoke, next.Invoke, r => r.Reject(ReasonCode.BadAuthenticationMethod)).Invoke
            : null,
        OnConnected = hooks.OnConnected is { } onConnected
            ? next => One<IClient>(nameof(HookWrapper.OnConnected), n => onConnected(n.Invoke).Invoke, next.Invoke).Invoke
            : null,
        OnSessionCreated = hooks.OnSessionCreated is { } onSessionCreated
            ? next => One<IClient>(nameof(HookWrapper.OnSessionCreated), n => onSessionCreated(n.Invoke).Invoke, next.Invoke).Invoke
            : null,
        OnSessionResumed = hooks.OnSessionResumed is { } onSessionResumed
            ? next => One<IClient>(nameof(HookWrapper.OnSessionResumed), n => onSessionResumed(n.Invoke).Invoke, next.Invoke).Invoke
            : null,
        OnSessionTerminated = hooks.OnSessionTerminated is { } onSessionTerminated
            ? next => Two<string, SessionTerminatedReason>(nameof(HookWrapper.OnSessionTerminated), n => onSessionTerminated(n.Invoke).Invoke, next.Invoke, null).Invoke
            : null,
        OnSubscribe = hooks.OnSubscribe is { } onSubscribe
            ? next => Two<IClient, SubscribeRequest>(
                nameof(HookWrapper.OnSubscribe), n => onSubscribe(n.Invoke).Invoke, next.Invoke, (_, r) => r.RejectAll(ReasonCode.ImplementationSpecificError)).Invoke
            : null,
        OnSubscribed = hooks.OnSubscribed is { } onSubscribed
            ? next => Two<IClient, Subscription>(nameof(HookWrapper.OnSubscribed), n => onSubscribed(n.Invoke).Invoke, next.Invoke, null).Invoke
            : null,
        OnUnsubscribe = hooks.OnUnsubscribe is { } onUnsubscribe
            ? next => Two<IClient, UnsubscribeRequest>(
                nameof(HookWrapper.OnUnsubscribe), n => onUnsubscribe(n.Invoke).Invoke, next.Invoke, (_, r) => r.RejectAll(ReasonCode.ImplementationSpecificError)).Invoke
            : null,
        OnUnsubscribed = hooks.OnUnsubscribed is { } onUnsubscribed
            ? next => Two<IClient, string>(nameof(HookWrapper.OnUnsubscribed), n => onUnsubscribed(n.Invoke).Invoke, next.Invoke, null).Invoke
            : null,
        OnMsgArrived = hooks.OnMsgArrived is { } onMsgArrived
            ? next => new MsgArrivedGuard(_gate.Meter(nameof(HookWrapper.OnMsgArrived), runsInline: true), _position, onMsgArrived, next).Invoke
            : null,
        OnDeliver = hooks.OnDeliver is { } onDeliver
            ? next => new DeliverGuard(_gate.Meter(nameof(HookWrapper.OnDeliver), runsInline: true), _position, onDeliver, next).Invoke
            : null,
        OnDelivered = hooks.OnDelivered is { } onDelivered ? next => Delivered(onDelivered, next) : null,
        OnMsgDropped = hooks.OnMsgDropped is { } onMsgDropped
            ? next => new NoticeGuard<string, Message, DropReason>(_gate.Meter(nameof(HookWrapper.OnMsgDropped), runsInline: true), _position, n => onMsgDropped(n.Invoke).Invoke, next.Invoke).Invoke
            : null,
        OnClosed = hooks.OnClosed is { } onClosed
            ? next => Two<IClient, CloseReason>(nameof(HookWrapper.OnClosed), n => onClosed(n.Invoke).Invoke, next.Invoke, null).Invoke
            : null,
        OnWillPublish = hooks.OnWillPublish is { } onWillPublish
            ? next => Two<string, WillMsgRequest>(nameof(HookWrapper.OnWillPublish), n => onWillPublish(n.Invoke).Invoke, next.Invoke, (_, r) => r.Drop()).Invoke
            : null,
        OnWillPublished = hooks.OnWillPublished is { } onWillPublished
            ? next => Two<string, Message>(nameof(HookWrapper.OnWillPublished), n => onWillPublished(n.Invoke).Invoke, next.Invoke, null).Invoke
            : null,
        OnStop = hooks.OnStop is { } onStop ? next => Stop(onStop, next) : null,
    };

    private OnAccept Accept(Func<OnAccept, OnAccept> wrap, OnAccept next)
    {
        var guard = new AsyncGuard<AcceptRequest, bool>(
            _gate.Meter(nameof(HookWrapper.OnAccept), _runsInline), n => wrap(n.Invoke).Invoke, next.Invoke, static _ => false);
        return guard.InvokeAsync;
    }

    private OnDelivered Delivered(Func<OnDelivered, OnDelivered> wrap, OnDelivered next)
    {
        var guard = new NoticeGuard<IClient, Message, byte>(
            _gate.Meter(nameof(HookWrapper.OnDelivered), runsInline: true),
            _position,
            n =>
            {
                var hook = wrap((client, message) => n(client, message, 0)) ?? throw new InvalidOperationException("it returned null");
                return (client, message, _) => hook(client, message);
            },
            (client, message, _) => next(client, message));
        return (client, message) => guard.Invoke(client, message, 0);
    }

    private OnStop Stop(Func<OnStop, OnStop> wrap, OnStop next)
    {
        var guard = One<byte>(
            nameof(HookWrapper.OnStop),
            n =>
            {
                var hook = wrap(ct => n(0, ct)) ?? throw new InvalidOperationException("it returned null");
                return (_, ct) => hook(ct);
            },
            (_, ct) => next(ct));
        return ct => guard(0, ct);
    }

    private Func<T, CancellationToken, ValueTask> One<T>(
        string hook, Func<Func<T, CancellationToken, ValueTask>, Func<T, CancellationToken, ValueTask>> wrap, Func<T, CancellationToken, ValueTask> next)
    {
        var guard = new AsyncGuard<T, bool>(
            _gate.Meter(hook, _runsInline),
            n =>
            {
                var body = wrap((arg, ct) => Forget(n(arg, ct)));
                return (arg, ct) => Done(body(arg, ct));
            },
            (arg, ct) => Done(next(arg, ct)),
            null);
        return (arg, ct) => Forget(guard.InvokeAsync(arg, ct));
    }

    private Func<T1, T2, CancellationToken, ValueTask> Two<T1, T2>(
        string hook,
        Func<Func<T1, T2, CancellationToken, ValueTask>, Func<T1, T2, CancellationToken, ValueTask>> wrap,
        Func<T1, T2, CancellationToken, ValueTask> next,
        Action<T1, T2>? refuse)
    {
        var guard = new AsyncGuard<(T1 First, T2 Second), bool>(
            _gate.Meter(hook, _runsInline),
            n =>
            {
                var body = wrap((first, second, ct) => Forget(n((first, second), ct)));
                return (args, ct) => Done(body(args.First, args.Second, ct));
            },
            (args, ct) => Done(next(args.First, args.Second, ct)),
            refuse is null ? null : args =>
            {
                refuse(args.First, args.Second);
                return true;
            });
        return (first, second, ct) => Forget(guard.InvokeAsync((first, second), ct));
    }

    private Func<IClient, T, CancellationToken, ValueTask<EnhancedAuthResponse?>> Exchange<T>(
        string hook,
        Func<Func<IClient, T, CancellationToken, ValueTask<EnhancedAuthResponse?>>, Func<IClient, T, CancellationToken, ValueTask<EnhancedAuthResponse?>>> wrap,
        Func<IClient, T, CancellationToken, ValueTask<EnhancedAuthResponse?>> next,
        Action<T> refuse)
    {
        var meter = _gate.Meter(hook, _runsInline);
        var guard = new AsyncGuard<(IClient Client, T Request), EnhancedAuthResponse?>(
            meter,
            n =>
            {
                var body = wrap((client, request, ct) => n((client, request), ct));
                return async (args, ct) => GuardedExchange.Guard(meter, await body(args.Client, args.Request, ct));
            },
            (args, ct) => next(args.Client, args.Request, ct),
            args =>
            {
                refuse(args.Request);
                return null;
            });
        return (client, request, ct) => guard.InvokeAsync((client, request), ct);
    }

    private static async ValueTask<bool> Done(ValueTask task)
    {
        await task;
        return true;
    }

    private static ValueTask Forget(ValueTask<bool> task) => task.IsCompletedSuccessfully ? default : new ValueTask(task.AsTask());
}
