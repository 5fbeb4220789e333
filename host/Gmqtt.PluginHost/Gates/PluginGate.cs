using System.Collections.Concurrent;
using Gmqtt.PluginHost.Api;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// Stands between the broker and one version of a plugin: counts faults, quarantines, and after the version's end lets nothing in any more.
/// A fault is a sentence here, never the exception: that would keep the plugin in memory.
/// </summary>
internal sealed class PluginGate
{
    private const long Open = 0;
    private const long Ended = -1;

    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly List<HookMeter> _meters = [];
    private readonly ConcurrentDictionary<GuardedExchange, byte> _exchanges = new();
    private readonly ConcurrentDictionary<string, LastLine> _lines = new();
    private long _closedUntil; // Open, Ended, or the timestamp at which a call is tried again
    private int _inARow;
    private long _faults;

    internal PluginGate(string name, GateOptions options, PluginScheduler scheduler, ILogger logger, TimeProvider time)
    {
        Name = name;
        Options = options;
        Scheduler = scheduler;
        _logger = logger;
        _time = time;
    }

    internal string Name { get; }

    internal PluginScheduler Scheduler { get; }

    /// <summary>A reload of the configuration may replace them.</summary>
    internal GateOptions Options { get; set; }

    internal TimeProvider Time => _time;

    internal TimeSpan HookTimeout => Options.HookTimeout;

    internal long Faults => Interlocked.Read(ref _faults);

    internal string? LastFault { get; private set; }

    internal bool IsQuarantined => Interlocked.Read(ref _closedUntil) > Open;

    /// <summary>Whether the version has ended.</summary>
    internal bool IsClosed => Interlocked.Read(ref _closedUntil) == Ended;

    internal IReadOnlyList<HookMeter> Meters
    {
        get
        {
            lock (_meters) return [.. _meters];
        }
    }

    /// <summary>The meter of a hook; the same one each time the chain is put together.</summary>
    /// <param name="hook">Its name.</param>
    /// <param name="runsInline">Whether it is called on a thread of the broker's.</param>
    internal HookMeter Meter(string hook, bool runsInline)
    {
        lock (_meters)
        {
            if (_meters.Find(m => m.Hook == hook) is { } known) return known;
            var meter = new HookMeter(this, hook) { RunsInline = runsInline };
            _meters.Add(meter);
            return meter;
        }
    }

    /// <summary>Whether a call may go to the plugin. In quarantine one call is let through each time it ends, to see whether the plugin is well again.</summary>
    internal bool Lets()
    {
        var until = Volatile.Read(ref _closedUntil);
        if (until == Open) return true;
        if (until == Ended) return false;
        var now = _time.GetTimestamp();
        return now >= until && Interlocked.CompareExchange(ref _closedUntil, now + Ticks(Options.QuarantineTime), until) == until;
    }

    internal void Succeeded()
    {
        if (Volatile.Read(ref _inARow) == 0 && Volatile.Read(ref _closedUntil) <= Open) return;
        Interlocked.Exchange(ref _inARow, 0);
        var until = Interlocked.Read(ref _closedUntil);
        if (until > Open && Interlocked.CompareExchange(ref _closedUntil, Open, until) == until) _logger.QuarantineEnds(Name);
    }

    /// <summary>What is wrong with a function in the plugin's HookWrapper, found when the chain was put together; null when nothing is.</summary>
    internal string? WrapFault { get; set; }

    /// <summary>Calls the outer function of a hook. Where it throws or returns nothing, the chain is not used.</summary>
    internal T? Wrap<T>(HookMeter meter, Func<T> wrap)
        where T : class
    {
        try
        {
            return wrap() ?? throw new InvalidOperationException("it returned null");
        }
        catch (Exception exception)
        {
            WrapFault = $"the function for {meter.Hook} in its HookWrapper threw {exception.GetType().Name}, or returned null: {FaultText.MessageOf(exception)}";
            return null;
        }
    }

    /// <summary>How long a call may still take after its deadline has struck: the time of those further in is not the plugin's.</summary>
    internal TimeSpan TimeLeft(bool isInNext, long since)
    {
        if (isInNext) return HookTimeout;
        var left = HookTimeout - _time.GetElapsedTime(since);
        return left < TimeSpan.FromMilliseconds(1) ? TimeSpan.Zero : left; // timers count milliseconds
    }

    /// <summary>A hook threw.</summary>
    internal void Threw(HookMeter meter, Exception exception)
    {
        if (_logger.IsEnabled(LogLevel.Debug)) _logger.FaultInFull(Name, meter.Hook, FaultText.WithStack(exception));
        Fault(meter, $"{meter.Hook} threw {FaultText.Of(exception)}");
    }

    /// <summary>A hook did not come back in time.</summary>
    internal void TimedOut(HookMeter meter) => Fault(meter, $"{meter.Hook} did not complete within {Options.HookTimeout.TotalSeconds:0.###} s");

    /// <summary>Something of the plugin outside its hooks failed.</summary>
    internal void Fault(string what)
    {
        Interlocked.Increment(ref _faults);
        LastFault = what;
        Say(what);
    }

    /// <summary>An exchange of AUTH packets that outlives the call it began in.</summary>
    internal void Track(GuardedExchange exchange)
    {
        _exchanges.TryAdd(exchange, 0);
        if (!IsClosed) return;
        exchange.Cut(); // the version ended while the exchange began
        Forget(exchange);
    }

    internal void Forget(GuardedExchange exchange) => _exchanges.TryRemove(exchange, out _);

    /// <summary>The version has ended: whoever still holds one of its hooks is turned away.</summary>
    internal void Close()
    {
        Interlocked.Exchange(ref _closedUntil, Ended);
        foreach (var exchange in _exchanges.Keys) exchange.Cut();
        _exchanges.Clear();
    }

    private void Fault(HookMeter meter, string what)
    {
        meter.Fault();
        Fault(what);
        var inARow = Interlocked.Increment(ref _inARow);
        if (inARow < Options.QuarantineAfter) return;
        if (Interlocked.CompareExchange(ref _closedUntil, _time.GetTimestamp() + Ticks(Options.QuarantineTime), Open) == Open)
            _logger.Quarantined(Name, inARow, Options.QuarantineTime.TotalSeconds, what);
    }

    /// <summary>One line for the same thing every ten seconds, with the number of those that were kept back.</summary>
    private void Say(string what)
    {
        var line = _lines.GetOrAdd(what.Length > 200 ? what[..200] : what, _ => new LastLine());
        int kept;
        lock (line)
        {
            if (line.At != 0 && _time.GetElapsedTime(line.At) < LogEvery)
            {
                line.KeptBack++;
                return;
            }

            line.At = _time.GetTimestamp();
            kept = line.KeptBack;
            line.KeptBack = 0;
        }

        if (_lines.Count > 64) _lines.Clear();
        _logger.PluginFault(Name, what, kept);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private sealed class LastLine
    {
        internal long At { get; set; }

        internal int KeptBack { get; set; }
    }
}
