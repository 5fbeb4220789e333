using Gmqtt.Clients;
using Gmqtt.Mqtt;

namespace Gmqtt.Hooks;

/// <summary>
/// Decides on a CONNECT with an authentication method (MQTT 5.0, 4.12). When no plugin answers, the client gets CONNACK 0x8C.
/// A fault or timeout refuses with 0x88.
/// </summary>
/// <param name="client">The client; it has no session yet.</param>
/// <param name="request">The CONNECT and what may be changed.</param>
/// <param name="cancellationToken">Cancelled at the connect deadline or when the client has gone.</param>
/// <returns>How the exchange goes on, or null when this method is not yours.</returns>
public delegate ValueTask<EnhancedAuthResponse?> OnEnhancedAuth(IClient client, ConnectRequest request, CancellationToken cancellationToken);

/// <summary>One more step of an exchange: the client answered with an AUTH packet.</summary>
/// <param name="client">The client.</param>
/// <param name="request">What it sent.</param>
/// <param name="cancellationToken">Cancelled at the connect deadline or when the client has gone.</param>
/// <returns>How the exchange goes on.</returns>
public delegate ValueTask<EnhancedAuthResponse> OnAuth(IClient client, AuthRequest request, CancellationToken cancellationToken);

/// <summary>What the broker does next in an authentication exchange.</summary>
public sealed class EnhancedAuthResponse
{
    private EnhancedAuthResponse(ReadOnlyMemory<byte>? data, OnAuth? next)
    {
        AuthenticationData = data;
        Next = next;
    }

    /// <summary>Data for the client, or null.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; }

    /// <summary>Who handles the client's next AUTH; null when the client is accepted.</summary>
    public OnAuth? Next { get; }

    /// <summary>Sends AUTH 0x18 with the data and waits for the client's answer.</summary>
    /// <param name="data">Data for the client.</param>
    /// <param name="next">Handles the answer.</param>
    /// <returns>The response.</returns>
    public static EnhancedAuthResponse Continue(ReadOnlyMemory<byte> data, OnAuth next)
    {
        ArgumentNullException.ThrowIfNull(next); // an exchange without a next step would be one that has succeeded
        return new(WireText.Checked(data, nameof(data)), next);
    }

    /// <summary>Accepts the client.</summary>
    /// <param name="data">Final data for the client, or null.</param>
    /// <returns>The response.</returns>
    public static EnhancedAuthResponse Accept(ReadOnlyMemory<byte>? data = null) => new(WireText.Checked(data, nameof(data)), null);
}

/// <summary>An AUTH packet within an exchange, and the hook's verdict.</summary>
public sealed class AuthRequest
{
    /// <summary>The method; the same in every step.</summary>
    public required string AuthenticationMethod { get; init; }

    /// <summary>The client's data, or null.</summary>
    public ReadOnlyMemory<byte>? AuthenticationData { get; init; }

    /// <summary>What the client will be granted; null in a re-authentication, which changes no options.</summary>
    public ConnectOptions? Options { get; init; }

    /// <summary>The refusal, or null.</summary>
    public Rejection? Rejection { get; private set; }

    /// <summary>Refuses: CONNACK with this code during connect, DISCONNECT in a re-authentication; then the connection is closed.</summary>
    /// <param name="code">Why; 0x80 or above.</param>
    /// <param name="reasonString">Text for the client, or null.</param>
    public void Reject(ReasonCode code, string? reasonString = null) => Rejection = Rejection.Create(code, reasonString);
}
