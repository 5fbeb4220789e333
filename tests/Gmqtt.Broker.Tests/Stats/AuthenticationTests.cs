using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Services;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Stats;

/// <summary>How authentications end, by method and reason.</summary>
public sealed class AuthenticationTests
{
    [Fact]
    public async Task Each_outcome_is_counted_once()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, new HookWrapper
        {
            OnBasicAuth = next => (client, request, cancellationToken) =>
            {
                if (client.Username == "known") request.Accept();
                if (client.Username == "wrong") request.Reject(ReasonCode.BadUserNameOrPassword);
                if (client.ClientId == "banned") request.Reject(ReasonCode.Banned);
                return next(client, request, cancellationToken);
            },
            OnEnhancedAuth = _ => (_, request, _) =>
                new(request.AuthenticationMethod == "good" ? EnhancedAuthResponse.Accept() : null),
        });

        await ConnectAsync(broker, "a", "known");
        await ConnectAsync(broker, "b", "known");
        await ConnectAsync(broker, "c", "wrong");
        await ConnectAsync(broker, "d", null);
        await ConnectAsync(broker, "e", "unheard-of");
        await ConnectAsync(broker, "banned", null);
        await ConnectAsync(broker, "f", null, "good");
        await ConnectAsync(broker, "g", null, "bad");

        Assert.Equal(
            [
                new AuthenticationCount(AuthenticationKind.Anonymous, ReasonCode.Success, 2),
                new AuthenticationCount(AuthenticationKind.Anonymous, ReasonCode.Banned, 1),
                new AuthenticationCount(AuthenticationKind.Basic, ReasonCode.Success, 2),
                new AuthenticationCount(AuthenticationKind.Basic, ReasonCode.BadUserNameOrPassword, 1),
                new AuthenticationCount(AuthenticationKind.Enhanced, ReasonCode.Success, 1),
                new AuthenticationCount(AuthenticationKind.Enhanced, ReasonCode.BadAuthenticationMethod, 1),
            ],
            broker.Services.StatsManager.GetGlobalStats().Authentications);
    }

    [Fact]
    public async Task A_stranger_where_strangers_are_not_let_in_is_an_anonymous_refusal()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { AllowAnonymous = false });
        await ConnectAsync(broker, "a", null);
        Assert.Equal(
            [new AuthenticationCount(AuthenticationKind.Anonymous, ReasonCode.NotAuthorized, 1)], broker.Services.StatsManager.GetGlobalStats().Authentications);
    }

    private static async Task ConnectAsync(TestBroker broker, string clientId, string? username, string? method = null)
    {
        var client = broker.Open();
        byte[] properties = method is null ? [] : [0x15, .. Packet.Utf8(method)]; // Authentication Method
        await client.SendAsync(Packet.ConnectWith(clientId, 5, (byte)(username is null ? 0x02 : 0x82), 0, properties, username is null ? [] : Packet.Utf8(username)));
        await client.ReadAsync(2);
    }
}
