namespace Gmqtt.Broker.Connections;

/// <summary>
/// Since when a peer takes nothing of what is on its way to it. A write that waits does not say so: our system tells that there is room again when a third of its buffer is free, which on a slow
/// line is minutes after the first byte went; and what fits into that buffer never waits.
/// </summary>
internal struct StallWatch
{
    private long _taken;
    private long _since;

    /// <summary>Looks again; for one thread at a time.</summary>
    /// <returns>When it was first seen to take nothing; 0 when it takes something, or nothing is on its way.</returns>
    internal long Since(Connection connection, long now)
    {
        if (connection.Transport.Progress is not { } progress) return connection.Outbox.StalledSince;
        if (progress.Waiting == 0) _since = 0;
        else if (_since == 0 || progress.Taken > _taken) _since = Math.Max(1, now);
        _taken = Math.Max(_taken, progress.Taken);
        return _since;
    }
}
