using Gmqtt.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using static Gmqtt.Auth.Tests.Sources.Tokens;

namespace Gmqtt.Auth.Tests.Sources;

public sealed class JwtTests : IDisposable
{
    private const string Rules = "rules:\n- {allow: all, topics: 'own/%u/#', roles: sensor}";

    private readonly string _jwks = Path.GetTempFileName();
    private readonly ECDsaSecurityKey _key = NewKey("one");

    public JwtTests() => File.WriteAllText(_jwks, Jwks(_key));

    public void Dispose() => File.Delete(_jwks);

    [Fact]
    public async Task A_token_says_who_the_client_is_and_what_it_may()
    {
        await using var auth = await StartAsync();
        var (client, code) = await auth.TryConnectAsync("c", "meter-7", Token(_key));
        Assert.Equal(0, code);
        Assert.Equal([0], (await client.SubscribeAsync("own/meter-7/x")).ReasonCodes);
        Assert.Equal([0x87], (await client.SubscribeAsync("own/other/x")).ReasonCodes);
        Assert.Equal(0, (await auth.TryConnectAsync("d", null, Token(_key))).Code);
        Assert.Equal("meter-7", auth.Broker.Services.ClientService.GetClient("d")!.Username);
        Assert.Equal(0, (await auth.TryConnectAsync("a", "alice", "alice")).Code); // accounts go on
        Assert.DoesNotContain(auth.Broker.Log.Lines, l => l.Text.Contains("eyJ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_is_disconnected_when_its_token_ends()
    {
        await using var auth = await StartAsync();
        var (client, _) = await auth.TryConnectAsync("c", "meter-7", Token(_key, minutes: 2));
        await auth.Broker.AdvanceAsync(TimeSpan.FromMinutes(2));
        await client.ExpectNothingAsync(); // clocks may differ by half a minute
        await auth.UntilAsync(() => auth.Broker.Services.ClientService.GetClient("c") is null);
        await client.ExpectDisconnectAsync(0x87);
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "meter-7", Token(_key, minutes: 2))).Code);
    }

    public static TheoryData<string> Bad => ["another key", "another algorithm", "no signature", "expired", "not yet", "no end", "another issuer", "another audience", "another user", "no user", "changed"];

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_token_that_is_not_in_order_lets_nobody_in(string what)
    {
        await using var auth = await StartAsync();
        var token = what switch
        {
            "another key" => Token(NewKey("one")),
            "another algorithm" => Token(new SymmetricSecurityKey(new byte[64]) { KeyId = "one" }, algorithm: SecurityAlgorithms.HmacSha256),
            "no signature" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{Token(_key).Split('.')[1]}.",
            "expired" => Token(_key, minutes: -10),
            "not yet" => Token(_key, notBefore: 30),
            "no end" => Token(_key, minutes: null),
            "another issuer" => Token(_key, issuer: "https://elsewhere"),
            "another audience" => Token(_key, audience: "web"),
            "another user" => Token(_key, user: "meter-8"),
            "no user" => Token(_key, user: ""),
            _ => Token(_key)[..^4] + "AAAA",
        };
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "meter-7", token)).Code);
    }

    [Fact]
    public async Task A_signature_of_an_algorithm_that_does_not_count_is_none()
    {
        await using var auth = await StartAsync("algorithms = [\"RS256\"]\n");
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "meter-7", Token(_key))).Code);
    }

    [Fact]
    public async Task New_keys_are_fetched_when_a_token_names_one_that_is_not_there()
    {
        var next = NewKey("two");
        var served = Jwks(_key);
        await using var server = await WebServer.StartAsync(context => context.Response.WriteAsync(served));
        await using var auth = await AuthBroker.StartAsync(toml: $"sources = [\"jwt\"]\n[plugins.auth.jwt]\njwks_url = \"{server.Url}\"\n");
        Assert.Equal(0, (await auth.TryConnectAsync("c", "meter-7", Token(_key))).Code);
        Assert.Equal(1, server.Calls);
        served = Jwks(next);
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "meter-7", Token(next))).Code); // from now on it is looked for
        var code = 0x86;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(50));
        for (var i = 0; code != 0; i++)
        {
            patience.Token.ThrowIfCancellationRequested();
            code = (await auth.TryConnectAsync($"c{i}", "meter-7", Token(next))).Code;
            await auth.Broker.AdvanceAsync(TimeSpan.FromMinutes(6)); // who fails often is blocked for a while
        }
    }

    [Fact]
    public async Task A_redirect_brings_no_keys()
    {
        await using var elsewhere = await WebServer.StartAsync(context => context.Response.WriteAsync(Jwks(_key)));
        await using var server = await WebServer.StartAsync(context =>
        {
            context.Response.Redirect(elsewhere.Url);
            return Task.CompletedTask;
        });
        await using var auth = await AuthBroker.StartAsync(toml: $"sources = [\"jwt\"]\n[plugins.auth.jwt]\njwks_url = \"{server.Url}\"\n");
        Assert.Equal((0x88, 0), ((await auth.TryConnectAsync("c", "meter-7", Token(_key))).Code, elsewhere.Calls));
    }

    [Fact]
    public async Task Keys_that_cannot_be_had_are_a_no_for_now()
    {
        await using var server = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var auth = await AuthBroker.StartAsync(toml: $"sources = [\"jwt\"]\n[plugins.auth.jwt]\njwks_url = \"{server.Url}\"\n");
        Assert.Equal(0x88, (await auth.TryConnectAsync("c", "meter-7", Token(_key))).Code);
        Assert.Equal(3, (await auth.TryConnectAsync("c", "meter-7", Token(_key), version: 4)).Code);
        Assert.Equal(0, auth.Broker.Plugins.List().Single().Faults);
    }

    [Theory]
    [InlineData("", "source jwt needs jwks_file or jwks_url")]
    [InlineData("jwks_url = \"http://example.com/jwks\"", "write an address that begins with https://")]
    [InlineData("jwks_file = \"/nonexistent\"", "/nonexistent: there is no such file")]
    [InlineData("jwks_file = \"/dev/null\"", "is not a set of JSON Web Keys")]
    [InlineData("jwks_file = \"x\"\nalgorithms = [\"none\"]", "none is not one")]
    public async Task What_cannot_work_is_told_at_the_start(string toml, string problem)
    {
        var failed = await Assert.ThrowsAsync<PluginLoadFailedException>(() => AuthBroker.StartAsync(toml: $"sources = [\"jwt\"]\n[plugins.auth.jwt]\n{toml}\n"));
        Assert.Contains(problem, failed.Message, StringComparison.Ordinal);
    }

    private Task<AuthBroker> StartAsync(string toml = "") => AuthBroker.StartAsync(
        rules: Rules, toml: $"sources = [\"jwt\", \"accounts\"]\n[plugins.auth.jwt]\njwks_file = \"{_jwks}\"\nissuer = \"https://issuer\"\naudience = \"mqtt\"\n{toml}");
}
