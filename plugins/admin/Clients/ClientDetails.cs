using Gmqtt.Admin.Publishing;

namespace Gmqtt.Admin.Clients;

/// <summary>What was agreed with a client at CONNECT; all but the will is null while it is not connected.</summary>
internal sealed record ClientDetails
{
    /// <summary>Names the connection in the log.</summary>
    public long? ConnectionId { get; init; }

    public int? ReceiveMaximum { get; init; }

    public uint? ClientMaximumPacketSize { get; init; }

    public uint? ServerMaximumPacketSize { get; init; }

    public int? TopicAliasMaximumIn { get; init; }

    public int? TopicAliasMaximumOut { get; init; }

    public int? MaximumQos { get; init; }

    public string? AuthenticationMethod { get; init; }

    public IReadOnlyList<NameValue> UserProperties { get; init; } = [];

    public ClientCertificate? Certificate { get; init; }

    public ClientWill? Will { get; init; }
}

/// <summary>A client's verified certificate.</summary>
internal sealed record ClientCertificate(string Subject, string Issuer, DateTimeOffset NotAfter, string Thumbprint);

/// <summary>The will of a session; its payload stays the client's secret until it is published.</summary>
internal sealed record ClientWill(string TopicName, int Qos, bool Retained, int PayloadSize, double DelaySeconds);
