namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// A hook of one plugin in one chain, for all hooks but those called per message: it runs on the plugin's own threads, with a deadline, and what it does wrong ends here.
/// The hooks of a plugin that says it never blocks begin on the caller's thread, until one of them does.
/// </summary>
/// <typeparam name="TArgs">The hook's arguments.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
internal sealed class AsyncGuard<TArgs, TResult>
{
    private readonly HookMeter _meter;
    private readonly PluginGate _gate;
    private readonly Func<TArgs, CancellationToken, ValueTask<TResult>> _body;
    private readonly Func<TArgs, CancellationToken, ValueTask<TResult>> _next;
    private readonly Func<TArgs, TResult>? _refuse;

    /// <param name="meter">The hook.</param>
    /// <param name="wrap">Makes the plugin's hook round what it is to call as next.</param>
    /// <param name="next">Those further in.</param>
    /// <param name="refuse">For a hook that decides: says no. Null for one that observes: then a fault is passed by.</param>
    internal AsyncGuard(
        HookMeter meter,
        Func<Func<TArgs, CancellationToken, ValueTask<TResult>>, Func<TArgs, CancellationToken, ValueTask<TResult>>> wrap,
        Func<TArgs, CancellationToken, ValueTask<TResult>> next,
        Func<TArgs, TResult>? refuse)
    {
        _meter = meter;
        _gate = meter.Gate;
        _next = next;
        _refuse = refuse;
        _body = _gate.Wrap(meter, () => wrap(NextAsync)) ?? ((_, _) => throw new InvalidOperationException(_gate.WrapFault));
    }

    internal async ValueTask<TResult> InvokeAsync(TArgs args, CancellationToken cancellationToken)
    {
        if (!_gate.Lets()) return _refuse is { } refuse ? refuse(args) : await _next(args, cancellationToken);
        var began = _gate.Time.GetTimestamp();
        var call = new HookCall(this, began);
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isOpen = false;
        var isLate = false;
        try
        {
            var task = _meter.RunsInline && !_meter.RunsOffTheLoop ? BeginAsync(call, args, patience.Token) : StartElsewhere(call, args, patience.Token);
            var isHere = task.IsCompleted;
            var result = isHere ? await task : await WaitAsync(call, task);
            if (!isHere) await Task.Yield(); // the plugin's thread is the plugin's
            _meter.Sample(_gate.Time.GetTimestamp() - began);
            _gate.Succeeded();
            return result;
        }
        catch (MqttReasonException) when (_refuse is not null)
        {
            _gate.Succeeded();
            throw; // a refusal, said the expensive way
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            isOpen = call.Close(); // the client went; nobody's fault
        }
        catch (HookTimeoutException)
        {
            isOpen = call.Close();
            isLate = true;
            _gate.TimedOut(_meter);
        }
        catch (Exception exception)
        {
            isOpen = call.Close();
            _gate.Threw(_meter, exception);
        }
        finally
        {
            if (isLate) End(patience);
            else patience.Dispose();
        }

        if (_refuse is not null) return _refuse(args);
        return isOpen ? await _next(args, cancellationToken) : default!;
    }

    private Task<TResult> StartElsewhere(HookCall call, TArgs args, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => BeginAsync(call, args, cancellationToken), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _gate.Scheduler).Unwrap();

    private async Task<TResult> BeginAsync(HookCall call, TArgs args, CancellationToken cancellationToken)
    {
        HookCall.Current = call;
        var activity = HookActivity.Current;
        var outer = activity.Enter(_meter);
        ValueTask<TResult> running;
        try
        {
            running = _body(args, cancellationToken);
        }
        finally
        {
            activity.Leave(outer);
        }

        return await running;
    }

    private async Task<TResult> WaitAsync(HookCall call, Task<TResult> task)
    {
        var left = _gate.HookTimeout;
        while (true)
        {
            try
            {
                return await task.WaitAsync(left, _gate.Time);
            }
            catch (TimeoutException)
            {
                if (task.IsCompleted) return await task; // just in time, or an exception of the plugin's own
                left = _gate.TimeLeft(call.IsInNext, call.Since); // those further in have deadlines of their own
                if (left > TimeSpan.Zero) continue;
                Ignore(task);
                throw new HookTimeoutException();
            }
        }
    }

    /// <summary>Tells a plugin that is late that the call has ended; on a thread of the pool, because what the plugin registered there may block or throw.</summary>
    private static void End(CancellationTokenSource patience) => patience.CancelAsync().ContinueWith(
        static (t, state) =>
        {
            _ = t.Exception;
            ((CancellationTokenSource)state!).Dispose();
        },
        patience,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <summary>Whatever the plugin still does with the call, nobody hears of it.</summary>
    private static void Ignore(Task task) =>
        task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async ValueTask<TResult> NextAsync(TArgs args, CancellationToken cancellationToken)
    {
        if (HookCall.Current is not { } call || call.Owner != this || !call.TryGoOn())
            throw new InvalidOperationException($"{_meter.Hook}: next may be called once, within the hook's own call and time");
        call.IsInNext = true;
        try
        {
            return await _next(args, cancellationToken);
        }
        finally
        {
            call.Since = _gate.Time.GetTimestamp();
            call.IsInNext = false;
        }
    }

    private sealed class HookTimeoutException : Exception;
}
