namespace Gmqtt.Listeners.Admission;

/// <summary>
/// A rate with a burst of twice the rate. Holds no clock: the caller says how much time has passed. Not for two threads at once.
/// </summary>
internal struct TokenBucket
{
    private double _tokens;
    private long _updated;

    public TokenBucket(int perSecond, long now)
    {
        PerSecond = perSecond;
        _tokens = Burst;
        _updated = now;
    }

    public int PerSecond { get; set; }

    private readonly double Burst => PerSecond * 2.0;

    /// <summary>How long until there is a token; zero where there is one. A rate of 0 is no bound.</summary>
    public TimeSpan Delay(long now, TimeProvider timeProvider)
    {
        if (PerSecond <= 0)
        {
            return TimeSpan.Zero;
        }

        Refill(now, timeProvider);
        return _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _tokens) / PerSecond);
    }

    public bool TryTake(long now, TimeProvider timeProvider)
    {
        if (Delay(now, timeProvider) > TimeSpan.Zero)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    /// <summary>Whether nothing would be forgotten by dropping it.</summary>
    public bool IsFull(long now, TimeProvider timeProvider) => PerSecond <= 0 || Refill(now, timeProvider) >= Burst;

    private double Refill(long now, TimeProvider timeProvider)
    {
        _tokens = Math.Min(Burst, _tokens + timeProvider.GetElapsedTime(_updated, now).TotalSeconds * PerSecond);
        _updated = now;
        return _tokens;
    }
}
