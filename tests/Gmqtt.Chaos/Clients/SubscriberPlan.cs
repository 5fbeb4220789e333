namespace Gmqtt.Chaos.Clients;

/// <summary>What a subscriber is like.</summary>
/// <param name="Name">Its Client Identifier ends with it.</param>
/// <param name="Version">4 or 5.</param>
/// <param name="Filter">What it subscribes to.</param>
/// <param name="QoS">With which QoS.</param>
internal sealed record SubscriberPlan(string Name, int Version, string Filter, int QoS)
{
    /// <summary>Which topics the filter matches, told apart from the broker's own matching.</summary>
    public required Func<string, bool> Wants { get; init; }

    /// <summary>Whether messages of one publisher, topic and QoS have to come in order: not from a shared group, whose other member may be gone, and not of wills, which have their own time.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>Messages a second it takes while there is load; 0: all.</summary>
    public int Pace { get; init; }

    /// <summary>Receive Maximum, MQTT 5.0; 0: none said.</summary>
    public int ReceiveMaximum { get; init; }
}
