using Gmqtt.Clients;
using Gmqtt.Hooks;

namespace Gmqtt.Broker.Hooks;

/// <summary>
/// The hooks of all plugins, chained: one delegate per hook, or null when nobody wants it. Immutable; a reload of plugins swaps the whole set. First plugin outermost.
/// <para>
/// Who calls a hook enters the set first and leaves it afterwards, so that whoever swapped it knows when the last call into the old plugins has ended. A read batch enters
/// once for all its messages: counting costs nothing per message, and nothing at all while there are no hooks.
/// </para>
/// </summary>
internal sealed class HookSet
{
    internal static readonly HookSet Empty = new([]);

    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private volatile bool _isClosed;

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
        OnDeliver = Wrap<OnDeliver>(wrappers, w => w.OnDeliver, static (_, _) => true);
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

    internal OnDeliver? OnDeliver { get; }

    internal OnDelivered? OnDelivered { get; }

    internal OnMsgDropped? OnMsgDropped { get; }

    internal OnClosed? OnClosed { get; }

    internal OnWillPublish? OnWillPublish { get; }

    internal OnWillPublished? OnWillPublished { get; }

    internal OnStop? OnStop { get; }

    /// <summary>Whether a message may leave for a client; a hook that throws says no.</summary>
    internal bool Allows(IClient client, Delivery delivery)
    {
        try
        {
            return OnDeliver!(client, delivery);
        }
        catch (Exception)
        {
            return false; // a plugin's is caught, counted and named by its guard
        }
    }

    /// <summary>Begins a use; false when the set has been swapped out and the new one is to be asked.</summary>
    internal bool TryEnter()
    {
        if (this == Empty) return true;
        Interlocked.Increment(ref _inside);
        if (!_isClosed) return true;
        Exit();
        return false;
    }

    /// <summary>Enters again for somebody who goes on when the first use has ended; the caller is inside.</summary>
    internal HookSet Share()
    {
        if (this != Empty) Interlocked.Increment(ref _inside);
        return this;
    }

    /// <summary>Ends a use.</summary>
    internal void Exit()
    {
        if (this == Empty) return;
        if (Interlocked.Decrement(ref _inside) == 0 && _isClosed) _drained.TrySetResult();
    }

    /// <summary>Lets nobody in any more.</summary>
    /// <returns>Completes when the last one has left.</returns>
    internal Task CloseAsync()
    {
        if (this == Empty) return Task.CompletedTask;
        _isClosed = true;
        Interlocked.MemoryBarrier(); // the other side's increment comes before its look at _isClosed
        if (Volatile.Read(ref _inside) == 0) _drained.TrySetResult();
        return _drained.Task;
    }

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
