using System.Text.Json.Serialization;

namespace Gmqtt.Admin.Clients;

/// <summary>One session, connected or not; gmqtt's fields, and three more.</summary>
internal sealed record Client
{
    public required string ClientId { get; init; }

    public required string Username { get; init; }

    public int KeepAlive { get; init; }

    /// <summary>3, 4 or 5; 0 while it is not connected.</summary>
    public int Version { get; init; }

    public string RemoteAddr { get; init; } = "";

    public string LocalAddr { get; init; } = "";

    public DateTimeOffset ConnectedAt { get; init; }

    public DateTimeOffset? DisconnectedAt { get; init; }

    /// <summary>In seconds; 4294967295 for ever.</summary>
    public uint SessionExpiry { get; init; }

    public uint MaxInflight { get; init; }

    public uint InflightLen { get; init; }

    public uint MaxQueue { get; init; }

    public uint QueueLen { get; init; }

    public uint SubscriptionsCurrent { get; init; }

    public uint SubscriptionsTotal { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
    public ulong PacketsReceivedBytes { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
    public ulong PacketsReceivedNums { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
    public ulong PacketsSendBytes { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
    public ulong PacketsSendNums { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString)]
    public ulong MessageDropped { get; init; }

    /// <summary>Whether a connection uses the session.</summary>
    public bool Connected { get; init; }

    /// <summary>The listener it came by; empty while it is not connected.</summary>
    public string Listener { get; init; } = "";

    /// <summary>Bytes of what waits for it.</summary>
    public long QueuedBytes { get; init; }
}

/// <summary>Clients of one page.</summary>
/// <param name="Clients">In the order of their identifiers.</param>
/// <param name="TotalCount">All that the search finds.</param>
/// <param name="Next">For <c>after</c>; null behind the last.</param>
internal sealed record ClientList(IReadOnlyList<Client> Clients, uint TotalCount, string? Next);

/// <summary>One client and what was agreed with it.</summary>
/// <param name="Client">The client.</param>
/// <param name="Details">What gmqtt does not tell.</param>
internal sealed record ClientAnswer(Client Client, ClientDetails Details);
