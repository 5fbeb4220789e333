using System.Text.Json.Nodes;
using Gmqtt.Auth.Sources;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.Auth.Tests.Sources;

public sealed class WebhookTests
{
    private const string Rules = "rules:\n- {allow: all, topics: '#', roles: trusted}";

    [Fact]
    public async Task A_web_service_says_who_may_come_in_as_whom_and_is_not_asked_twice()
    {
        JsonNode? asked = null;
        await using var server = await WebServer.StartAsync(async context =>
        {
            asked = await JsonNode.ParseAsync(context.Request.Body);
            await context.Response.WriteAsync(((string?)asked!["password"]) switch
            {
                "right" => """{"result":"allow","username":"somebody","roles":["trusted"],"expires_in":600}""",
                "wrong" => """{"result":"deny"}""",
                _ => """{"result":"ignore"}""",
            });
        });
        await using var auth = await StartAsync(server, "sources = [\"webhook\", \"accounts\"]\n", Rules);
        var (client, code) = await auth.TryConnectAsync("c", "u", "right");
        Assert.Equal((0, 0), (code, (await client.SubscribeAsync("x")).ReasonCodes[0]));
        Assert.Equal("""{"client_id":"c","username":"u","password":"right","address":"127.0.0.1","protocol_version":5,"certificate":null}""", asked!.ToJsonString());
        Assert.Equal("somebody", auth.Broker.Services.ClientService.GetClient("c")!.Username);
        Assert.Equal(0x86, (await auth.TryConnectAsync("d", "u", "wrong")).Code);
        Assert.Equal(0, (await auth.TryConnectAsync("a", "alice", "alice")).Code); // ignored there, known here
        var calls = server.Calls;
        Assert.Equal(0x86, (await auth.TryConnectAsync("d", "u", "wrong")).Code);
        Assert.Equal(0, (await auth.TryConnectAsync("c", "u", "right")).Code);
        Assert.Equal(calls, server.Calls);
        await auth.Broker.AdvanceAsync(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "u", "right")).Code);
        Assert.Equal(calls + 1, server.Calls);
    }

    [Theory]
    [InlineData(500, "", 0x88)]
    [InlineData(404, """{"result":"allow"}""", 0x88)]
    [InlineData(200, "", 0x88)]
    [InlineData(200, "yes", 0x88)]
    [InlineData(200, "{}", 0x88)]
    [InlineData(200, """{"result":"Allow"}""", 0x88)]
    [InlineData(200, """{"result":true}""", 0x88)]
    [InlineData(200, """{"result":"allow","username":"a\nb"}""", 0x88)]
    [InlineData(200, """{"result":"ignore"}""", 0x86)]
    public async Task Whatever_is_not_a_yes_is_a_no(int status, string body, byte code)
    {
        await using var server = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });
        await using var auth = await StartAsync(server);
        Assert.Equal(code, (await auth.TryConnectAsync("c", "u", "p")).Code);
        Assert.Equal(0, auth.Broker.Plugins.List().Single().Faults);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_a_no_and_is_left_alone_after_a_while()
    {
        var hangs = new TaskCompletionSource();
        var answers = false;
        await using var server = await WebServer.StartAsync(async context =>
        {
            if (!answers) await hangs.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else await context.Response.WriteAsync("""{"result":"allow"}""");
        });
        await using var auth = await StartAsync(server, "max_failures_per_address = 0\nsources = [\"webhook\"]\n");
        for (var i = 0; i < 5; i++)
        {
            var login = auth.TryConnectAsync($"c{i}", "u", $"p{i}");
            await auth.Broker.CompleteAsync(login);
            Assert.Equal(0x88, (await login).Code);
        }

        var calls = server.Calls;
        answers = true;
        Assert.Equal(0x88, (await auth.TryConnectAsync("c", "u", "p")).Code); // not asked
        Assert.Equal(calls, server.Calls);
        await auth.Broker.AdvanceAsync(TimeSpan.FromSeconds(6));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "u", "p")).Code);
        Assert.Equal(0, auth.Broker.Plugins.List().Single().Faults);
        var lines = auth.Broker.Log.Lines.Select(l => l.Text).ToArray();
        Assert.Single(lines, l => l.Contains("cannot be asked", StringComparison.Ordinal)); // not one for each login
        Assert.Single(lines, l => l.Contains("answers again; 6 logins were refused meanwhile", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_a_no_and_nobody_else_learns_the_password(int status)
    {
        await using var elsewhere = await WebServer.StartAsync(context => context.Response.WriteAsync("""{"result":"allow"}"""));
        await using var server = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Url;
            return Task.CompletedTask;
        });
        await using var auth = await StartAsync(server);
        Assert.Equal((0x88, 0), ((await auth.TryConnectAsync("c", "u", "p")).Code, elsewhere.Calls));
    }

    [Fact]
    public void Names_are_resolved_anew_and_cookies_are_not_kept()
    {
        using var handler = OutgoingHttp.Handler();
        Assert.InRange(handler.PooledConnectionLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Assert.False(handler.UseCookies);
    }

    private static Task<AuthBroker> StartAsync(WebServer server, string toml = "sources = [\"webhook\"]\n", string? rules = null)
        => AuthBroker.StartAsync(rules: rules, toml: $"{toml}[plugins.auth.webhook]\nurl = \"{server.Url}\"\n");
}
