namespace Gmqtt.Stores.Tests.Model;

/// <summary>A message that a session has not got rid of.</summary>
internal sealed class Entry(string topic, string payload, int qos)
{
    internal string Topic => topic;

    internal string Payload => payload;

    internal int QoS => qos;

    /// <summary>The identifier that the broker gave it; 0 before it was sent.</summary>
    internal int PacketId { get; set; }

    /// <summary>PUBREC was sent: only PUBREL may come.</summary>
    internal bool IsReceived { get; set; }

    /// <summary>The client has got its PUBLISH or PUBREL on this connection, and can answer.</summary>
    internal bool IsDue { get; set; }
}
