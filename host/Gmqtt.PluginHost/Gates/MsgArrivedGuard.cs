using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// OnMsgArrived of one plugin in one chain: called for every message, so it runs where the message is, and costs a few plain stores and one interlocked one.
/// Once it has blocked the thread that reads the network it runs on the plugin's own threads.
/// <para>
/// How far a call has got stands in the request: a plugin at position p is entered at 2p+1 and has called next at 2p+2, so a second call of next, and one that comes after its
/// time, find another number.
/// </para>
/// </summary>
internal sealed class MsgArrivedGuard
{
    private const int Abandoned = int.MaxValue;

    private readonly HookMeter _meter;
    private readonly PluginGate _gate;
    private readonly OnMsgArrived _body;
    private readonly OnMsgArrived _next;
    private readonly int _entered;
    private readonly long _bit;

    internal MsgArrivedGuard(HookMeter meter, int position, Func<OnMsgArrived, OnMsgArrived> wrap, OnMsgArrived next)
    {
        _meter = meter;
        _gate = meter.Gate;
        _entered = (2 * position) + 1;
        _bit = 1L << (position & 63);
        _next = next;
        _body = _gate.Wrap(meter, () => wrap(Next)) ?? ((_, _, _) => throw new InvalidOperationException(_gate.WrapFault));
    }

    internal ValueTask Invoke(IClient client, MsgArrivedRequest request, CancellationToken cancellationToken)
    {
        if (!_gate.Lets())
        {
            Refuse(request);
            return default;
        }

        request.Progress = _entered;
        if (_meter.RunsOffTheLoop) return EndAsync(request, StartElsewhere(client, request, cancellationToken), cancellationToken);
        var activity = HookActivity.Current;
        ValueTask call;
        var isDone = activity.IsSampleDue()
            ? CallMeasured(activity, client, request, out call, cancellationToken)
            : Call(activity, client, request, out call, cancellationToken);
        if (!isDone) return EndAsync(request, TaskOf(call), cancellationToken);
        _gate.Succeeded();
        return default;
    }

    private bool CallMeasured(HookActivity activity, IClient client, MsgArrivedRequest request, out ValueTask call, CancellationToken cancellationToken)
    {
        var (wasMeasuring, timeInNext) = (activity.Measures, activity.TimeInNext);
        (activity.Measures, activity.TimeInNext) = (true, 0);
        var began = _gate.Time.GetTimestamp();
        var isDone = Call(activity, client, request, out call, cancellationToken);
        var took = _gate.Time.GetTimestamp() - began;
        _meter.Sample(Math.Max(1, took - activity.TimeInNext));
        (activity.Measures, activity.TimeInNext) = (wasMeasuring, timeInNext);
        return isDone;
    }

    /// <summary>Calls the plugin on this thread; nothing it does comes out of here.</summary>
    /// <returns>Whether it has succeeded already.</returns>
    private bool Call(HookActivity activity, IClient client, MsgArrivedRequest request, out ValueTask call, CancellationToken cancellationToken)
    {
        var outer = activity.Enter(_meter);
        bool isDone;
        try
        {
            call = _body(client, request, cancellationToken);
            isDone = call.IsCompletedSuccessfully; // asks the plugin's code, where the task is one of its own making
        }
        catch (Exception exception)
        {
            call = ValueTask.FromException(exception);
            isDone = false;
        }

        activity.Leave(outer);
        return isDone;
    }

    private static Task TaskOf(ValueTask call)
    {
        try
        {
            return call.AsTask();
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    private Task StartElsewhere(IClient client, MsgArrivedRequest request, CancellationToken cancellationToken)
    {
        _ = request.TopicName; // made here: the thread that reads the network lets go of what it is made from
        return Task.Factory.StartNew(
            () => RunAsync(client, request, cancellationToken), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _gate.Scheduler).Unwrap();
    }

    private async Task RunAsync(IClient client, MsgArrivedRequest request, CancellationToken cancellationToken)
    {
        var activity = HookActivity.Current;
        var outer = activity.Enter(_meter);
        ValueTask running;
        try
        {
            running = _body(client, request, cancellationToken);
        }
        finally
        {
            activity.Leave(outer);
        }

        await running;
    }

    private async ValueTask EndAsync(MsgArrivedRequest request, Task call, CancellationToken cancellationToken)
    {
        var isElsewhere = !call.IsCompleted;
        try
        {
            if (await IsInTimeAsync(request, call))
            {
                _gate.Succeeded();
            }
            else
            {
                GiveUp(request, call);
            }
        }
        catch (MqttReasonException refusal)
        {
            _gate.Succeeded();
            request.Reject(refusal.Code, refusal.ReasonString, refusal.UserProperties);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Refuse(request); // the client went; nobody's fault
        }
        catch (Exception exception)
        {
            _gate.Threw(_meter, exception);
            Refuse(request);
        }

        if (isElsewhere) await Task.Yield(); // the plugin's thread is the plugin's
    }

    /// <summary>Waits for the plugin; also when the client has gone: it is the plugin that is waited for.</summary>
    private async ValueTask<bool> IsInTimeAsync(MsgArrivedRequest request, Task call)
    {
        var began = _gate.Time.GetTimestamp();
        var left = _gate.HookTimeout;
        while (left > TimeSpan.Zero)
        {
            try
            {
                await call.WaitAsync(left, _gate.Time, CancellationToken.None);
                return true;
            }
            catch (TimeoutException)
            {
                if (call.IsCompleted)
                {
                    await call; // just in time, or an exception of the plugin's own
                    return true;
                }

                // Those further in have deadlines of their own.
                left = _gate.TimeLeft((Volatile.Read(ref request.InNext) & _bit) != 0, Math.Max(began, request.ReturnedAt));
            }
        }

        return false;
    }

    private void GiveUp(MsgArrivedRequest request, Task call)
    {
        request.IsAbandoned = true;
        Volatile.Write(ref request.Progress, Abandoned);
        _ = call.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _gate.TimedOut(_meter);
        Refuse(request);
    }

    private ValueTask Next(IClient client, MsgArrivedRequest request, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref request.Progress, _entered + 1, _entered) != _entered)
            throw new InvalidOperationException($"{_meter.Hook}: next may be called once, within the hook's own call and time");
        var activity = HookActivity.Current;
        var began = activity.Measures ? _gate.Time.GetTimestamp() : 0;
        var call = _next(client, request, cancellationToken);
        if (began != 0) activity.TimeInNext += _gate.Time.GetTimestamp() - began;
        return call.IsCompletedSuccessfully ? default : WaitForNextAsync(request, call);
    }

    private async ValueTask WaitForNextAsync(MsgArrivedRequest request, ValueTask call)
    {
        Interlocked.Or(ref request.InNext, _bit);
        try
        {
            await call;
        }
        finally
        {
            request.ReturnedAt = _gate.Time.GetTimestamp();
            Interlocked.And(ref request.InNext, ~_bit);
        }
    }

    private static void Refuse(MsgArrivedRequest request) => request.Reject(ReasonCode.ImplementationSpecificError);
}
