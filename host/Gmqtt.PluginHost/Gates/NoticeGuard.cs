using System.Collections.Concurrent;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// OnDelivered or OnMsgDropped of one plugin in one chain: synchronous, once per receiver. How far the chain has got stands with the thread, numbered as in
/// <see cref="MsgArrivedGuard"/>. What goes wrong is passed by.
/// </summary>
/// <typeparam name="T1">First argument.</typeparam>
/// <typeparam name="T2">Second argument.</typeparam>
/// <typeparam name="T3">Third argument.</typeparam>
internal sealed class NoticeGuard<T1, T2, T3>
{
    /// <summary>Notices that wait for a plugin whose hook was moved off the loop; more are not told to it.</summary>
    private const int MostWaiting = 4096;

    private readonly HookMeter _meter;
    private readonly PluginGate _gate;
    private readonly Action<T1, T2, T3> _body;
    private readonly Action<T1, T2, T3> _next;
    private readonly int _entered;
    private readonly ConcurrentQueue<(T1 First, T2 Second, T3 Third)> _told = new();
    private int _waiting;

    internal NoticeGuard(HookMeter meter, int position, Func<Action<T1, T2, T3>, Action<T1, T2, T3>> wrap, Action<T1, T2, T3> next)
    {
        _meter = meter;
        _gate = meter.Gate;
        _entered = (2 * position) + 1;
        _next = next;
        _body = _gate.Wrap(meter, () => wrap(Next)) ?? ((_, _, _) => throw new InvalidOperationException(_gate.WrapFault));
    }

    internal void Invoke(T1 first, T2 second, T3 third)
    {
        if (!_gate.Lets())
        {
            _next(first, second, third);
        }
        else if (_meter.RunsOffTheLoop)
        {
            Tell(first, second, third);
            _next(first, second, third);
        }
        else
        {
            Call(HookActivity.Current, first, second, third);
        }
    }

    private void Call(HookActivity activity, T1 first, T2 second, T3 third)
    {
        var progress = activity.Progress;
        activity.Progress = _entered;
        var outer = activity.Enter(_meter);
        var began = activity.IsSampleDue() ? _gate.Time.GetTimestamp() : 0;
        var isOpen = false;
        try
        {
            _body(first, second, third);
            _gate.Succeeded();
            if (began != 0) _meter.Sample(Math.Max(1, _gate.Time.GetTimestamp() - began));
        }
        catch (Exception exception)
        {
            isOpen = activity.Progress == _entered;
            _gate.Threw(_meter, exception);
        }

        activity.Leave(outer);
        activity.Progress = progress;
        if (isOpen) _next(first, second, third);
    }

    private void Tell(T1 first, T2 second, T3 third)
    {
        var waiting = Interlocked.Increment(ref _waiting);
        if (waiting > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            _gate.TimedOut(_meter);
            return;
        }

        _told.Enqueue((first, second, third));
        if (waiting == 1) _ = Task.Factory.StartNew(TellAll, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _gate.Scheduler);
    }

    /// <summary>One thread at a time, so that the plugin hears of messages in their order.</summary>
    private void TellAll()
    {
        var patience = default(SpinWait);
        do
        {
            (T1 First, T2 Second, T3 Third) notice;
            while (!_told.TryDequeue(out notice)) patience.SpinOnce(); // counted and not yet queued
            if (!_gate.IsClosed) Tell(notice);
        }
        while (Interlocked.Decrement(ref _waiting) > 0);
    }

    private void Tell((T1 First, T2 Second, T3 Third) notice)
    {
        var activity = HookActivity.Current;
        var outer = activity.Enter(_meter);
        activity.Progress = int.MaxValue; // the chain has gone on without it
        try
        {
            _body(notice.First, notice.Second, notice.Third);
            _gate.Succeeded();
        }
        catch (Exception exception)
        {
            _gate.Threw(_meter, exception);
        }

        activity.Leave(outer);
        activity.Progress = 0;
    }

    private void Next(T1 first, T2 second, T3 third)
    {
        var activity = HookActivity.Current;
        if (activity.Progress == int.MaxValue) return;
        if (activity.Progress != _entered) throw new InvalidOperationException($"{_meter.Hook}: next may be called once, within the hook's own call");
        activity.Progress = _entered + 1;
        _next(first, second, third);
        activity.Progress = _entered + 1;
    }
}
