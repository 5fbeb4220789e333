using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Hooks;

/// <summary>A CONNECT as it was received, the options that a hook may change, and the hook's verdict.</summary>
public sealed class ConnectRequest
{
    /// <summary>Client Identifier as sent; may be empty.</summary>
    public required string ClientId { get; init; }

    /// <summary>Protocol version.</summary>
    public required ProtocolVersion Version { get; init; }

    /// <summary>User Name as sent, or null. <see cref="Clients.IClient.Username"/> may differ where a certificate names the user.</summary>
    public string? Username { get; init; }

    /// <summary>Password as sent (any bytes), or null. Do not keep it.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>Clean Start (3.x: Clean Session).</summary>
    public bool CleanStart { get; init; }

    /// <summary>Keep Alive as sent, in seconds.</summary>
    public ushort KeepAlive { get; init; }

    /// <summary>The Will, or null.</summary>
    public WillMessage? Will { get; init; }

    /// <summary>Authentication Method, or null.</summary>
    public string? AuthenticationMethod { get; init; }

    /// <summary>Authentication Data of the CONNECT, or null.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>User Properties of the CONNECT, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>What the client will be granted; change what should differ from the configuration.</summary>
    public required ConnectOptions Options { get; init; }

    /// <summary>Whether a plugin has vouched for the client.</summary>
    public bool IsAccepted { get; private set; }

    /// <summary>The refusal, or null while nobody has objected. A refusal outweighs <see cref="Accept"/>.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>
    /// Vouches for the client: a plugin that authenticates calls it when the credentials are right. A client that nobody accepts and nobody rejects is anonymous,
    /// and is let in only where <c>allow_anonymous</c> says so: an authentication plugin that is missing never means open doors.
    /// </summary>
    public void Accept() => IsAccepted = true;

    /// <summary>Refuses the client.</summary>
    /// <param name="code">Why; 0x80 or above.</param>
    /// <param name="reasonString">Text for an MQTT 5.0 client, or null.</param>
    /// <param name="userProperties">User Properties for an MQTT 5.0 client, or null.</param>
    public void Reject(ReasonCode code, string? reasonString = null, IReadOnlyList<UserProperty>? userProperties = null)
        => Rejection = Rejection.Create(code, reasonString, userProperties);
}
