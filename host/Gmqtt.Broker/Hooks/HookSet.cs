using Gmqtt.Hooks;

namespace Gmqtt.Broker.Hooks;

/// <summary>
/// The hooks of all plugins, chained: one delegate per hook, or null when nobody wants it. Immutable; a reload of plugins swaps the whole set, and who needs a hook reads
/// the set once. First plugin outermost.
/// </summary>
internal sealed class HookSet
{
    internal static readonly HookSet Empty = new([]);

    internal HookSet(IReadOnlyList<HookWrapper> wrappers)
    {
        OnAccept = Wrap<OnAccept>(wrappers, w => w.OnAccept, static (_, _) => ValueTask.FromResult(true));
        OnBasicAuth = Wrap<OnBasicAuth>(wrappers, w => w.OnBasicAuth, static (_, _, _) => default);
        OnEnhancedAuth = Wrap<OnEnhancedAuth>(wrappers, w => w.OnEnhancedAuth, static (_, _, _) => default);
        OnReAuth = Wrap<OnReAuth>(wrappers, w => w.OnReAuth, static (_, _, _) => default);
        OnConnected = Wrap<OnConnected>(wrappers, w => w.OnConnected, static (_, _) => default);
        OnSessionCreated = Wrap<OnSessionCreated>(wrappers, w => w.OnSessionCreated, static (_, _) => default);
        OnSessionResumed = Wrap<OnSessionResumed>(wrappers, w => w.OnSessionResumed, static (_, _) => default);
        OnSessionTerminated = Wrap<OnSessionTerminated>(wrappers, w => w.OnSessionTerminated, static (_, _, _) => default);
        OnSubscribe = Wrap<OnSubscribe>(wrappers, w => w.OnSubscribe, static (_, _, _) => default);
        OnSubscribed = Wrap<OnSubscribed>(wrappers, w => w.OnSubscribed, static (_, _, _) => default);
        OnUnsubscribe = Wrap<OnUnsubscribe>(wrappers, w => w.OnUnsubscribe, static (_, _, _) => default);
        OnUnsubscribed = Wrap<OnUnsubscribed>(wrappers, w => w.OnUnsubscribed, static (_, _, _) => default);
        OnMsgArrived = Wrap<OnMsgArrived>(wrappers, w => w.OnMsgArrived, static (_, _, _) => default);
        OnDelivered = Wrap<OnDelivered>(wrappers, w => w.OnDelivered, static (_, _) => { });
        OnMsgDropped = Wrap<OnMsgDropped>(wrappers, w => w.OnMsgDropped, static (_, _, _) => { });
        OnClosed = Wrap<OnClosed>(wrappers, w => w.OnClosed, static (_, _, _) => default);
        OnWillPublish = Wrap<OnWillPublish>(wrappers, w => w.OnWillPublish, static (_, _, _) => default);
        OnWillPublished = Wrap<OnWillPublished>(wrappers, w => w.OnWillPublished, static (_, _, _) => default);
        OnStop = Wrap<OnStop>(wrappers, w => w.OnStop, static _ => default);
    }

    internal OnAccept? OnAccept { get; }

    internal OnBasicAuth? OnBasicAuth { get; }

    internal OnEnhancedAuth? OnEnhancedAuth { get; }

    internal OnReAuth? OnReAuth { get; }

    internal OnConnected? OnConnected { get; }

    internal OnSessionCreated? OnSessionCreated { get; }

    internal OnSessionResumed? OnSessionResumed { get; }

    internal OnSessionTerminated? OnSessionTerminated { get; }

    internal OnSubscribe? OnSubscribe { get; }

    internal OnSubscribed? OnSubscribed { get; }

    internal OnUnsubscribe? OnUnsubscribe { get; }

    internal OnUnsubscribed? OnUnsubscribed { get; }

    internal OnMsgArrived? OnMsgArrived { get; }

    internal OnDelivered? OnDelivered { get; }

    internal OnMsgDropped? OnMsgDropped { get; }

    internal OnClosed? OnClosed { get; }

    internal OnWillPublish? OnWillPublish { get; }

    internal OnWillPublished? OnWillPublished { get; }

    internal OnStop? OnStop { get; }

    private static T? Wrap<T>(IReadOnlyList<HookWrapper> wrappers, Func<HookWrapper, Func<T, T>?> select, T innermost)
        where T : class
    {
        T? chain = null;
        for (var i = wrappers.Count - 1; i >= 0; i--)
        {
            if (select(wrappers[i]) is { } wrap) chain = wrap(chain ?? innermost);
        }

        return chain;
    }
}
