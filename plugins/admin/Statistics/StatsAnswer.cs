using Gmqtt.Services;

namespace Gmqtt.Admin.Statistics;

/// <summary>Counters since the start, and numbers now.</summary>
internal sealed record StatsAnswer
{
    public required string Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required double UptimeSeconds { get; init; }

    public required ConnectionNumbers Connections { get; init; }

    public required PacketNumbers Packets { get; init; }

    public required MessageNumbers Messages { get; init; }

    /// <summary>Bytes of all messages that wait in queues.</summary>
    public required long QueuedBytes { get; init; }

    /// <summary>From the publisher's network to the subscribers', since the start.</summary>
    public required LatencyNumbers Delivery { get; init; }

    /// <summary>How authentications ended; only outcomes that occurred.</summary>
    public required IReadOnlyList<AuthenticationNumbers> Authentication { get; init; }

    public required SubscriptionNumbers Subscriptions { get; init; }

    public required RetainedNumbers Retained { get; init; }

    public required ProcessNumbers Process { get; init; }
}

/// <summary>Retained messages now.</summary>
internal sealed record RetainedNumbers(long Current, long Bytes);

/// <summary>Connections and sessions.</summary>
internal sealed record ConnectionNumbers(
    long ConnectedTotal, long DisconnectedTotal, long SessionCreatedTotal, TerminatedNumbers SessionTerminated, long ActiveCurrent, long InactiveCurrent, long RefusedTotal)
{
    internal static ConnectionNumbers Of(ConnectionStats stats) => new(
        stats.ConnectedTotal,
        stats.DisconnectedTotal,
        stats.SessionCreatedTotal,
        new TerminatedNumbers(stats.SessionTerminatedNormal, stats.SessionTerminatedTakenOver, stats.SessionTerminatedExpired),
        stats.ActiveCurrent,
        stats.InactiveCurrent,
        stats.RefusedTotal);
}

/// <summary>Sessions that ended, by reason.</summary>
internal sealed record TerminatedNumbers(long Normal, long TakenOver, long Expired);

/// <summary>What the process costs.</summary>
internal sealed record ProcessNumbers(double CpuSeconds, long WorkingSetBytes, long GcHeapBytes, double GcPauseSeconds, int Threads, int Processors)
{
    internal static ProcessNumbers Now() => new(
        CpuNow().TotalSeconds,
        Environment.WorkingSet,
        GC.GetTotalMemory(forceFullCollection: false),
        GC.GetTotalPauseDuration().TotalSeconds,
        ThreadPool.ThreadCount,
        Environment.ProcessorCount);

    /// <summary>Processor time since the start; not told on systems that are not asked for it.</summary>
    internal static TimeSpan CpuNow() => OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Environment.CpuUsage.TotalTime : TimeSpan.Zero;
}
