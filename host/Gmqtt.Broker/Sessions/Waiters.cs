using Gmqtt.Broker.Outbound;

namespace Gmqtt.Broker.Sessions;

/// <summary>Those who wait, in the order in which they came. Its lock is a leaf; who is released goes on after the caller, not in its call.</summary>
internal sealed class Waiters
{
    private readonly LinkedList<TaskCompletionSource> _waiting = new();
    private volatile bool _any;

    /// <summary>Whether anybody waits; read without the lock.</summary>
    internal bool IsAny => _any;

    internal LinkedListNode<TaskCompletionSource> Add()
    {
        var waiter = new LinkedListNode<TaskCompletionSource>(new()); // completed by a turn's end or by the pool alone, where it may run on
        lock (_waiting)
        {
            _waiting.AddLast(waiter);
            _any = true;
        }

        return waiter;
    }

    /// <summary>Gave up; nothing when it was released meanwhile.</summary>
    internal void Remove(LinkedListNode<TaskCompletionSource> waiter)
    {
        lock (_waiting)
        {
            if (waiter.List is not null) _waiting.Remove(waiter);
            _any = _waiting.Count > 0;
        }
    }

    /// <summary>Lets the first ones go on.</summary>
    internal void Release(int count)
    {
        if (!_any) return;
        lock (_waiting)
        {
            for (; count > 0 && _waiting.First is { } first; count--)
            {
                _waiting.RemoveFirst();
                ReadTurn.GoOn(first.Value);
            }

            _any = _waiting.Count > 0;
        }
    }
}
