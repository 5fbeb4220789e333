using System.Net;
using Gmqtt.Auth.Api.Rpc;
using Gmqtt.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Gmqtt.Auth.Tests.Api;

public sealed class AccountApiTests
{
    [Fact]
    public async Task Accounts_are_listed_in_pages_and_never_with_a_hash()
    {
        await using var auth = await AuthBroker.StartAsync();
        var (_, list) = await auth.GetAsync("v1/accounts?page=2&page_size=2");
        Assert.Equal(3, (int)list["total_count"]!);
        Assert.Equal(["root"], list["accounts"]!.AsArray().Select(a => (string)a!["username"]!));
        await auth.AccountsAsync(t => t.Split("$argon2id$").Length == 4);
        var (_, one) = await auth.GetAsync("v1/accounts/alice");
        Assert.Equal("""{"account":{"username":"alice","roles":[],"algorithm":"argon2id","scram":false}}""", one.ToJsonString());
    }

    [Fact]
    public async Task An_account_is_made_changed_and_taken_out()
    {
        await using var auth = await AuthBroker.StartAsync("# keep me\n- username: alice\n  password: alice\n");
        Assert.Equal("{}", (await auth.PostAsync("v1/accounts/new%2Fone", """{"password":"first","roles":["a"]}""")).Body.ToJsonString());
        var client = (await auth.TryConnectAsync("c", "new/one", "first")).Client;
        Assert.Equal(HttpStatusCode.OK, (await auth.PostAsync("v1/accounts/new%2Fone", """{"password":"second"}""")).Status);
        Assert.Equal(0x86, (await auth.TryConnectAsync("c2", "new/one", "first")).Code);
        Assert.Equal(0, (await auth.TryConnectAsync("c2", "new/one", "second")).Code);
        Assert.Equal("""["a"]""", (await auth.GetAsync("v1/accounts/new%2Fone")).Body["account"]!["roles"]!.ToJsonString());
        Assert.Equal("{}", (await auth.DeleteAsync("v1/accounts/new%2Fone")).Body.ToJsonString());
        Assert.Equal("{}", (await auth.DeleteAsync("v1/accounts/new%2Fone")).Body.ToJsonString()); // as in gmqtt
        Assert.Equal(HttpStatusCode.NotFound, (await auth.GetAsync("v1/accounts/new%2Fone")).Status);
        await client.ExpectDisconnectAsync(0x87);
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "new/one", "second")).Code);
        Assert.Matches("^# keep me\n- username: alice\n  password: [^\n]*\n$", await File.ReadAllTextAsync(auth.AccountsPath));
    }

    [Fact]
    public async Task The_last_account_can_go_and_the_first_can_come()
    {
        await using var auth = await AuthBroker.StartAsync("- username: alice\n  password: alice\n");
        await auth.DeleteAsync("v1/accounts/alice");
        Assert.Equal("[]\n", await File.ReadAllTextAsync(auth.AccountsPath));
        await auth.PostAsync("v1/accounts/bob", """{"password":"bob"}""");
        Assert.Equal(0, (await auth.TryConnectAsync("c", "bob", "bob")).Code);
    }

    [Theory]
    [InlineData("v1/accounts/x", """{"pasword":"x"}""", 400, "pasword")]
    [InlineData("v1/accounts/x", """{"password":7}""", 400, "password")]
    [InlineData("v1/accounts/x", """{"password":""}""", 400, "password")]
    [InlineData("v1/accounts/x", "{}", 400, "password")]
    [InlineData("v1/accounts/x", """{"password":"x","roles":[""]}""", 400, "roles")]
    [InlineData("v1/accounts/x%0Ay", """{"password":"x"}""", 400, "username")]
    [InlineData("v1/accounts/x", "[", 400, "body")]
    public async Task What_makes_no_sense_is_refused_with_its_field(string path, string body, int status, string field)
    {
        await using var auth = await AuthBroker.StartAsync();
        var (code, problem) = await auth.PostAsync(path, body);
        Assert.Equal((status, field), ((int)code, (string?)problem["field"]));
        Assert.NotEmpty((string)problem["detail"]!);
    }

    [Theory]
    [InlineData("page_size=1001", "page_size")]
    [InlineData("page=-1", "page")]
    [InlineData("page=99999999999", "page")]
    [InlineData("size=1", "size")]
    public async Task A_page_that_is_none_is_refused(string query, string field)
    {
        await using var auth = await AuthBroker.StartAsync();
        var (code, problem) = await auth.GetAsync($"v1/accounts?{query}");
        Assert.Equal((HttpStatusCode.BadRequest, field), (code, (string?)problem["field"]));
    }

    [Fact]
    public async Task A_body_without_end_is_refused()
    {
        await using var auth = await AuthBroker.StartAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await auth.PostAsync("v1/accounts/x", $$"""{"password":"{{new string('x', 600_000)}}"}""")).Status);
    }

    [Fact]
    public async Task Nobody_is_served_without_a_token_and_a_viewer_changes_nothing()
    {
        await using var auth = await AuthBroker.StartAsync(rules: "rules: []");
        using var anonymous = new HttpClient { BaseAddress = auth.Broker.Http.BaseAddress };
        using var viewer = new HttpClient { BaseAddress = auth.Broker.Http.BaseAddress, DefaultRequestHeaders = { Authorization = new("Bearer", TestBroker.ViewerApiToken) } };
        foreach (var path in new[] { "accounts", "accounts/alice", "roles", "groups", "rules", "bans", "explain" })
        {
            using var refused = await anonymous.GetAsync($"v1/{path}");
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            if (path == "explain") continue;
            using var shown = await viewer.GetAsync($"v1/{path}");
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        }

        using var body = new StringContent("""{"password":"x"}""", System.Text.Encoding.UTF8, "application/json");
        using var denied = await viewer.PostAsync("v1/accounts/x", body);
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_was_broken_meanwhile_is_not_overwritten(bool isKnown)
    {
        await using var auth = await AuthBroker.StartAsync();
        await auth.AccountsAsync(t => t.Split("$argon2id$").Length == 4);
        await File.WriteAllTextAsync(auth.AccountsPath, "- username: [\n");
        if (isKnown) await auth.UntilAsync(() => auth.HasLogged("stay in force"));
        var (status, problem) = await auth.PostAsync("v1/accounts/x", """{"password":"x"}""");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("nothing has changed", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Equal("- username: [\n", await File.ReadAllTextAsync(auth.AccountsPath));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "alice", "alice")).Code);
    }

    [Fact]
    public async Task The_same_over_gRPC()
    {
        await using var auth = await AuthBroker.StartAsync();
        using var channel = GrpcChannel.ForAddress(auth.Broker.GrpcAddress);
        var list = await CallAsync<ListAccountsRequest, ListAccountsResponse>(channel, "List", new ListAccountsRequest { PageSize = 2 });
        Assert.Equal((3u, "alice bob"), (list.TotalCount, string.Join(' ', list.Accounts.Select(a => a.Username))));
        Assert.All(list.Accounts, a => Assert.Equal("", a.Password));
        await CallAsync<UpdateAccountRequest, Google.Protobuf.WellKnownTypes.Empty>(channel, "Update", new UpdateAccountRequest { Username = "carol", Password = "carol", Roles = new() { Names = { "r" } } });
        Assert.Equal(0, (await auth.TryConnectAsync("c", "carol", "carol")).Code);
        Assert.Equal(["r"], (await CallAsync<GetAccountRequest, GetAccountResponse>(channel, "Get", new GetAccountRequest { Username = "carol" })).Account.Roles);
        await CallAsync<DeleteAccountRequest, Google.Protobuf.WellKnownTypes.Empty>(channel, "Delete", new DeleteAccountRequest { Username = "carol" });
        var gone = await Assert.ThrowsAsync<RpcException>(() => CallAsync<GetAccountRequest, GetAccountResponse>(channel, "Get", new GetAccountRequest { Username = "carol" }));
        Assert.Equal((StatusCode.NotFound, "username"), (gone.StatusCode, gone.Trailers.GetValue("field")));
        var refused = await Assert.ThrowsAsync<RpcException>(() => CallAsync<DeleteAccountRequest, Google.Protobuf.WellKnownTypes.Empty>(channel, "Delete", new DeleteAccountRequest(), token: "wrong"));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    private static async Task<TResponse> CallAsync<TRequest, TResponse>(GrpcChannel channel, string method, TRequest request, string token = TestBroker.ApiToken)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new()
    {
        var described = new Method<TRequest, TResponse>(
            MethodType.Unary, "gmqtt.auth.api.AccountService", method, Marshallers.Create(m => m.ToByteArray(), new MessageParser<TRequest>(() => new()).ParseFrom),
            Marshallers.Create(m => m.ToByteArray(), new MessageParser<TResponse>(() => new()).ParseFrom));
        var options = new CallOptions(new Metadata { { "authorization", $"Bearer {token}" } });
        return await channel.CreateCallInvoker().AsyncUnaryCall(described, null, options, request);
    }
}
