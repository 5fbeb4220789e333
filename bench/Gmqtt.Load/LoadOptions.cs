using System.Net;

namespace Gmqtt.Load;

/// <summary>What to do to which broker.</summary>
internal sealed record LoadOptions
{
    public required IPEndPoint Broker { get; init; }

    /// <summary>MQTT 5.0 instead of 3.1.1.</summary>
    public bool Version5 { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Process of the broker on this machine, to read its processor time and memory; null: unknown.</summary>
    public int? Pid { get; init; }

    public int QoS { get; init; }

    public int Publishers { get; init; } = 1;

    public int Subscribers { get; init; } = 1;

    /// <summary>Publishers and subscribers take turns at so many topics: with as many as pairs each publisher has its subscriber.</summary>
    public int Topics { get; init; } = 1;

    /// <summary>Bytes of a payload; at least <see cref="Payload.Size"/>.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Messages per publisher that may be on their way from it to its last subscriber.</summary>
    public int Window { get; init; } = 500;

    /// <summary>Messages a second of all publishers together, sent when they are due, whatever became of those before; 0: as fast as the window lets.</summary>
    public int Rate { get; init; }

    public TimeSpan Warmup { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections of the scenarios that are about connections.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>Connections that are being made at a time.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Wildcard subscriptions of the scenario that is about them.</summary>
    public int Filters { get; init; } = 50_000;
}
