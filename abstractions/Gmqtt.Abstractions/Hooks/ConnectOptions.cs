using Gmqtt.Mqtt;

namespace Gmqtt.Hooks;

/// <summary>
/// The per-client options that a connect hook may change. They start at the configuration's values, limited by what the client asked for;
/// they apply to MQTT 3.x clients too, who are not told. Values beyond what the protocol allows are brought back into range.
/// </summary>
public sealed class ConnectOptions
{
    /// <summary>Life of the session after the connection, in seconds.</summary>
    public uint SessionExpiry { get; set; }

    /// <summary>Most unacknowledged QoS 1 and 2 messages the client may send at a time; at least 1.</summary>
    public ushort ReceiveMaximum { get; set; }

    /// <summary>Highest QoS the client may publish with.</summary>
    public QoS MaximumQoS { get; set; }

    /// <summary>Largest packet accepted from the client, in bytes.</summary>
    public uint MaximumPacketSize { get; set; }

    /// <summary>Highest Topic Alias the client may send.</summary>
    public ushort TopicAliasMaximum { get; set; }

    /// <summary>Whether the client may publish retained messages.</summary>
    public bool RetainAvailable { get; set; }

    /// <summary>Whether the client may subscribe with wildcards.</summary>
    public bool WildcardSubscriptionAvailable { get; set; }

    /// <summary>Whether the client may use Subscription Identifiers.</summary>
    public bool SubscriptionIdentifierAvailable { get; set; }

    /// <summary>Whether the client may join shared subscriptions.</summary>
    public bool SharedSubscriptionAvailable { get; set; }

    /// <summary>Keep Alive in force, in seconds; an MQTT 5.0 client is told when it differs from what it asked for.</summary>
    public ushort KeepAlive { get; set; }

    /// <summary>Most unacknowledged QoS 1 and 2 messages sent to the client; never above the client's Receive Maximum.</summary>
    public ushort MaxInflight { get; set; }

    /// <summary>Most messages that may wait for the client.</summary>
    public int MaxQueuedMessages { get; set; }

    /// <summary>Identifier to give a client that sent none; null lets the broker make one. Ignored when the client named itself.</summary>
    /// <exception cref="ArgumentException">It is empty, has a wildcard character or no UTF-8 form, or is longer than 65,535 bytes.</exception>
    public string? AssignedClientId { get; set => field = value is null ? null : CheckedId(value); }

    /// <summary>Response Information, sent only to a client that asked for it; null for none.</summary>
    /// <exception cref="ArgumentException">It is longer than 65,535 bytes of UTF-8.</exception>
    public string? ResponseInformation { get; set => field = WireText.CheckedOrNull(value, nameof(ResponseInformation)); }

    /// <summary>The name the client is known by from now on; null keeps it.</summary>
    public string? Username { get; set; }

    /// <summary>User Properties for the CONNACK, in order.</summary>
    /// <exception cref="ArgumentException">One is longer than 65,535 bytes of UTF-8, or null.</exception>
    public IReadOnlyList<UserProperty> UserProperties { get; set => field = WireText.Checked(value, nameof(UserProperties)); } = [];

    private static string CheckedId(string id)
    {
        if (id.Length == 0 || id.AsSpan().ContainsAny('+', '#') || !WireText.IsWellFormed(id))
            throw new ArgumentException("a Client Identifier is not empty and has neither wildcard characters nor U+0000 nor lone surrogates", nameof(id));
        return WireText.Checked(id, nameof(id));
    }
}
