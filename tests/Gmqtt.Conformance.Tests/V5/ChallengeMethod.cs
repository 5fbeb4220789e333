using System.Text;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>
/// An authentication method of two steps for tests, "K": the server sends "challenge", the client answers "secret", the server ends with "proof".
/// Re-authentication begins with "again" and goes the same way.
/// </summary>
internal static class ChallengeMethod
{
    /// <summary>The method as a plugin offers it.</summary>
    internal static HookWrapper Hook => new()
    {
        OnEnhancedAuth = next => (client, request, ct)
            => request.AuthenticationMethod == "K" ? new(EnhancedAuthResponse.Continue("challenge"u8.ToArray(), Judge)) : next(client, request, ct),
        OnReAuth = _ => (_, request, _) =>
        {
            if (!Is(request, "again")) request.Reject(ReasonCode.NotAuthorized, "not the right word");
            return new(EnhancedAuthResponse.Continue("challenge"u8.ToArray(), Judge));
        },
    };

    /// <summary>The CONNECT property of the method.</summary>
    internal static byte[] Method(string name = "K") => [0x15, .. Packet.Utf8(name)];

    /// <summary>AUTH of a client.</summary>
    internal static byte[] Auth(byte code, string data, string method = "K") => Packet.Auth(code, method, Encoding.UTF8.GetBytes(data));

    /// <summary>Sends CONNECT with the method; the challenge has been read.</summary>
    internal static async Task<RawClient> BeginAsync(this TestBroker broker, string clientId, byte[]? properties = null)
    {
        var client = broker.Open();
        await client.SendAsync(Packet.Connect(clientId, properties: [.. Method(), .. properties ?? []]));
        Assert.Equal("challenge", (await client.ReadAsync(15)).Text(0x16));
        return client;
    }

    /// <summary>Runs the whole exchange.</summary>
    internal static async Task<RawClient> AuthenticateAsync(this TestBroker broker, string clientId, byte[]? properties = null)
    {
        var client = await broker.BeginAsync(clientId, properties);
        await client.SendAsync(Auth(0x18, "secret"));
        Assert.Equal(0, (await client.ReadAsync(2)).ReasonCode);
        return client;
    }

    private static ValueTask<EnhancedAuthResponse> Judge(Clients.IClient client, AuthRequest request, CancellationToken ct)
    {
        if (!Is(request, "secret")) request.Reject(ReasonCode.NotAuthorized, "not the right word");
        return new(EnhancedAuthResponse.Accept("proof"u8.ToArray()));
    }

    private static bool Is(AuthRequest request, string word) => request.AuthenticationData is { } data && data.Span.SequenceEqual(Encoding.UTF8.GetBytes(word));
}
