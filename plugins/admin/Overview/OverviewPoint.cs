namespace Gmqtt.Admin.Overview;

/// <summary>The broker at one moment; rates are per second, since the point before.</summary>
internal sealed record OverviewPoint
{
    /// <summary>In seconds since 1970.</summary>
    public required long Time { get; init; }

    public double MessagesIn { get; init; }

    public double MessagesOut { get; init; }

    public double MessagesDropped { get; init; }

    public double BytesIn { get; init; }

    public double BytesOut { get; init; }

    public double PacketsIn { get; init; }

    public double PacketsOut { get; init; }

    public double Connections { get; init; }

    public double SessionsOffline { get; init; }

    public double Subscriptions { get; init; }

    public double Retained { get; init; }

    public double Queued { get; init; }

    public double Inflight { get; init; }

    public double Connects { get; init; }

    public double Refused { get; init; }

    public double QueuedBytes { get; init; }

    /// <summary>Half of the messages took no longer through the broker; null where there was none.</summary>
    public double? DeliveryP50Ms { get; init; }

    /// <summary>All but one in a hundred took no longer.</summary>
    public double? DeliveryP99Ms { get; init; }

    /// <summary>1 is one processor.</summary>
    public double Cpu { get; init; }

    public double WorkingSetBytes { get; init; }

    public double GcHeapBytes { get; init; }
}
