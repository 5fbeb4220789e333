namespace Gmqtt.Broker.Time;

/// <summary>
/// The engine's clock, in milliseconds since the engine started. Only <see cref="Heartbeat"/> moves the coarse readings, so that reading them costs one load.
/// </summary>
internal sealed class Clock
{
    /// <summary>A gap between two beats longer than this means that the process was frozen, not that time was used.</summary>
    private const long LongestBeat = 2_000;

    /// <summary>However busy the process is, the last beat is not as old as this.</summary>
    private const long LongestGap = 60_000;

    private readonly TimeProvider _provider;
    private readonly long _start;
    private long _coarse;
    private long _active;

    internal Clock(TimeProvider provider)
    {
        _provider = provider;
        _start = provider.GetTimestamp();
        StartedAt = provider.GetUtcNow();
    }

    internal DateTimeOffset StartedAt { get; }

    internal TimeProvider Provider => _provider;

    internal DateTimeOffset UtcNow => _provider.GetUtcNow();

    /// <summary>Exact.</summary>
    internal long Now => (long)_provider.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>As of the last beat.</summary>
    internal long Coarse => Volatile.Read(ref _coarse);

    /// <summary>
    /// As of the last beat, less the time in which the process was frozen: after a suspended virtual machine or a stopped process, peers get the time back that
    /// they had no chance to use, and are not disconnected in a body.
    /// </summary>
    internal long Active => Volatile.Read(ref _active);

    /// <summary>Whether a time of <see cref="Now"/>'s has come. Exact, but what is far away is told by the last beat: reading the clock was 4 % of a queued message.</summary>
    internal bool HasCome(long milliseconds) => milliseconds - Coarse < LongestGap && milliseconds <= Now;

    /// <summary>A time of <see cref="Now"/>'s as it is stored; for ever stays for ever.</summary>
    internal long ToUnix(long milliseconds) => milliseconds == long.MaxValue ? milliseconds : StartedAt.ToUnixTimeMilliseconds() + milliseconds;

    /// <summary>A stored time as one of <see cref="Now"/>'s; negative for what was before the start.</summary>
    internal long FromUnix(long milliseconds) => milliseconds == long.MaxValue ? milliseconds : milliseconds - StartedAt.ToUnixTimeMilliseconds();

    internal DateTimeOffset ToUtc(long milliseconds) => StartedAt.AddMilliseconds(milliseconds);

    /// <summary>Called by the heartbeat alone.</summary>
    internal void Beat()
    {
        var now = Now;
        Volatile.Write(ref _active, _active + Math.Min(now - _coarse, LongestBeat));
        Volatile.Write(ref _coarse, now);
    }
}
