using Gmqtt.Auth.Access;
using Gmqtt.Auth.Tests.Api;
using Gmqtt.Testing;
using Microsoft.IdentityModel.Tokens;
using static Gmqtt.Auth.Tests.Sources.Tokens;

namespace Gmqtt.Auth.Tests.Sources;

/// <summary>What a token says that its client may.</summary>
public sealed class JwtPermissionTests : IDisposable
{
    private readonly string _jwks = Path.GetTempFileName();
    private readonly ECDsaSecurityKey _key = NewKey("one");

    public JwtPermissionTests() => File.WriteAllText(_jwks, Jwks(_key));

    public void Dispose() => File.Delete(_jwks);

    [Fact]
    public async Task A_token_allows_what_it_says_and_nothing_else()
    {
        await using var auth = await StartAsync();
        var client = await ConnectAsync(auth, "c", """
            ["publish:up/%c/#", {"action":"subscribe","topic":"down/secret/#","permission":"deny"}, "subscribe:down/#",
             {"action":"all","topic":"shared/+","qos":1,"retain":false}]
            """);
        Assert.Equal(0, await PublishAsync(client, "up/c/t"));
        Assert.Equal(0x87, await PublishAsync(client, "up/other/t"));
        Assert.Equal(0x87, await PublishAsync(client, "down/t"));
        Assert.Equal([0], (await client.SubscribeAsync("down/x")).ReasonCodes);
        Assert.Equal([0x87], (await client.SubscribeAsync("down/secret/x")).ReasonCodes);
        Assert.Equal([0x87], (await client.SubscribeAsync("#")).ReasonCodes);
        Assert.Equal([1], (await client.SubscribeAsync("shared/a", 2)).ReasonCodes);
        Assert.Equal(0, await PublishAsync(client, "shared/b"));
        Assert.Equal(0x87, await PublishAsync(client, "shared/b", retain: true));

        var silent = await ConnectAsync(auth, "silent", null);
        Assert.Equal(0x87, await PublishAsync(silent, "up/silent/t"));
        var empty = await ConnectAsync(auth, "empty", "[]");
        Assert.Equal([0x87], (await empty.SubscribeAsync("down/x")).ReasonCodes);
    }

    [Fact]
    public async Task What_a_rule_denies_no_token_allows_and_what_a_rule_allows_needs_no_token()
    {
        await using var auth = await StartAsync("rules:\n- {deny: all, topics: secret/#}\n- {allow: publish, topics: 'own/%u', roles: sensor}\n");
        var client = await ConnectAsync(auth, "c", """["all:#"]""");
        Assert.Equal(0x87, await PublishAsync(client, "secret/x"));
        Assert.Equal(0, await PublishAsync(client, "other"));
        var bare = await ConnectAsync(auth, "d", null);
        Assert.Equal(0, await PublishAsync(bare, "own/meter-7"));
        Assert.Equal(0x87, await PublishAsync(bare, "other"));
    }

    [Fact]
    public async Task The_next_token_of_a_session_takes_away_what_it_does_not_say()
    {
        await using var auth = await StartAsync();
        var session = new byte[] { 0x11, 0, 0, 0, 60 }; // Session Expiry Interval
        var client = await ConnectAsync(auth, "c", """["subscribe:a", "subscribe:b"]""", session);
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("b");
        await client.DisconnectAsync();
        await ConnectAsync(auth, "c", """["subscribe:b"]""", session, clean: false);
        Assert.Equal(["b"], auth.Broker.Services.SubscriptionService.Find(new() { ClientId = "c" }).Select(s => s.Subscription.TopicFilter));
    }

    [Fact]
    public async Task A_permission_is_explained()
    {
        await using var auth = await StartAsync();
        await ConnectAsync(auth, "c", """["publish:up", {"action":"publish","topic":"down","permission":"deny"}]""");
        Assert.Equal("Client c (user meter-7, role sensor) may publish to up with QoS 0: permission 1 of its token (allow publish up).", await ExplainAsync(auth, "up"));
        Assert.Equal("Client c (user meter-7, role sensor) may not publish to down with QoS 0: permission 2 of its token (deny publish down).", await ExplainAsync(auth, "down"));
        Assert.Equal(
            "Client c (user meter-7, role sensor) may not publish to x with QoS 0: its token does not allow it, there are no access rules, and what nothing allows is denied.", await ExplainAsync(auth, "x"));
    }

    [Theory]
    [InlineData("\"all:#\"", "is no list")]
    [InlineData("""{"action":"all","topic":"#"}""", "is no list")]
    [InlineData("null", "is no list")]
    [InlineData("""["publish:a", 7]""", "entry 2 is neither a text nor an object")]
    [InlineData("""["#"]""", "entry 1 is a text without a colon; write publish:a/topic")]
    [InlineData("""["write:a"]""", "has action write; there are publish, subscribe and all")]
    [InlineData("""["publish:a#"]""", "has topic a#: # stands alone")]
    [InlineData("""["publish:"]""", "has topic : a topic is not empty")]
    [InlineData("""[{"action":"publish"}]""", "has no topic")]
    [InlineData("""[{"topic":"a"}]""", "has action none")]
    [InlineData("""[{"action":"publish","topic":"a","qos":3}]""", "has qos 3; there are")]
    [InlineData("""[{"action":"publish","topic":"a","retain":"no"}]""", "has retain \"no\"; there are")]
    [InlineData("""[{"action":"publish","topic":"a","permission":"maybe"}]""", "there are allow and deny")]
    [InlineData("""[{"action":"publish","topic":"a","effect":"deny"}]""", "has effect \"deny\"; there are")]
    [InlineData("""[{"action":"publish","topic":"a","permission":"deny","qos":1}]""", "makes no sense: qos belongs to a rule that allows")]
    public async Task A_claim_that_cannot_be_read_lets_nobody_in_and_the_log_says_what_is_wrong(string claim, string why)
    {
        await using var auth = await StartAsync();
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "meter-7", Token(_key, permissions: claim))).Code);
        Assert.Contains(auth.Broker.Log.Lines, l => l.Text.Contains("the token's claim may ", StringComparison.Ordinal) && l.Text.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_entries_than_are_gone_through_quickly_let_nobody_in()
    {
        await using var auth = await StartAsync();
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "meter-7", Token(_key, permissions: Entries(TokenPermissions.Most + 1)))).Code);
        Assert.True(auth.HasLogged("has more than 100 entries"));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "meter-7", Token(_key, permissions: Entries(TokenPermissions.Most)))).Code);
    }

    [Fact]
    public async Task Clients_of_other_sources_need_a_rules_file()
    {
        var failed = await Assert.ThrowsAsync<PluginLoadFailedException>(() => AuthBroker.StartAsync(toml: Toml("\"jwt\", \"accounts\"")));
        Assert.Contains("write a rules_file that says what they may", failed.Message, StringComparison.Ordinal);
    }

    private static string Entries(int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"publish:t/{i}\""))}]";

    private static async Task<int> PublishAsync(RawClient client, string topic, bool retain = false)
    {
        await client.PublishAsync(topic, qos: 1, packetId: 1, retain: retain);
        var code = (await client.ReadAsync(4)).ReasonCode;
        return code == 0x10 ? 0 : code; // no matching subscribers
    }

    private static async Task<string?> ExplainAsync(AuthBroker auth, string topic)
        => (string?)(await auth.PostAsync("v1/explain", $$"""{"client_id":"c","action":"publish","topic":"{{topic}}"}""")).Body["sentence"];

    private async Task<RawClient> ConnectAsync(AuthBroker auth, string clientId, string? permissions, byte[]? properties = null, bool clean = true)
    {
        var (client, code) = await auth.TryConnectAsync(clientId, "meter-7", Token(_key, permissions: permissions), clean: clean, properties: properties);
        Assert.Equal(0, code);
        return client;
    }

    private Task<AuthBroker> StartAsync(string? rules = null) => AuthBroker.StartAsync(rules: rules, toml: Toml("\"jwt\""));

    private string Toml(string sources) => $"sources = [{sources}]\n[plugins.auth.jwt]\njwks_file = \"{_jwks}\"\npermissions_claim = \"may\"\n";
}
