using System.Net;
using Gmqtt.Auth.Guards;
using Gmqtt.Auth.Tests.Api;
using Gmqtt.Testing;

namespace Gmqtt.Auth.Tests.Guards;

public sealed class BanTests
{
    [Theory]
    [InlineData("client", "c")]
    [InlineData("user", "alice")]
    public async Task Who_is_banned_is_disconnected_and_not_let_in_until_the_ban_ends(string kind, string value)
    {
        await using var auth = await AuthBroker.StartAsync();
        var alice = await auth.ConnectAsync("c", "alice");
        var (_, made) = await auth.PostAsync("v1/bans", $$"""{"kind":"{{kind}}","value":"{{value}}","seconds":60,"reason":"noisy"}""");
        Assert.Equal(1, (int)made["disconnected"]!);
        await alice.ExpectDisconnectAsync(0x98);
        Assert.Equal(0x8A, (await auth.TryConnectAsync("c", "alice", "alice")).Code);
        Assert.Equal(5, (await auth.TryConnectAsync("c", "alice", "alice", version: 4)).Code);
        Assert.Equal(0, (await auth.TryConnectAsync("d", "bob", "bob")).Code);
        var (_, why) = await auth.PostAsync("v1/explain", """{"client_id":"c","username":"alice","action":"connect"}""");
        Assert.Contains($"{kind} {value} is banned until", (string)why["sentence"]!, StringComparison.Ordinal);
        await auth.Broker.AdvanceAsync(TimeSpan.FromSeconds(61));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "alice", "alice")).Code);
        Assert.Equal(0, (int)(await auth.GetAsync("v1/bans")).Body["total_count"]!);
    }

    [Theory]
    [InlineData("203.0.113.7", true)]
    [InlineData("203.0.113.0/24", true)]
    [InlineData("203.0.112.0/24", false)]
    public async Task A_banned_address_is_closed_without_a_word(string value, bool banned)
    {
        await using var auth = await AuthBroker.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await auth.PostAsync("v1/bans", $$"""{"kind":"address","value":"{{value}}"}""")).Status);
        var client = auth.Broker.Open(remote: new IPEndPoint(IPAddress.Parse("::ffff:203.0.113.7"), 4000));
        await client.SendAsync(AuthBroker.Login("c", "alice", "alice"));
        if (banned) await client.ExpectClosedAsync();
        else Assert.Equal(0, (await client.ReadAsync(2)).Body[1]);
    }

    [Fact]
    public async Task A_ban_is_lifted()
    {
        await using var auth = await AuthBroker.StartAsync();
        var (_, made) = await auth.PostAsync("v1/bans", """{"kind":"user","value":"alice"}""");
        Assert.Equal(0x8A, (await auth.TryConnectAsync("c", "alice", "alice")).Code);
        await auth.DeleteAsync($"v1/bans/{made["ban"]!["id"]}");
        Assert.Equal(0, (await auth.TryConnectAsync("c", "alice", "alice")).Code);
    }

    [Fact]
    public async Task Bans_survive_a_restart_and_a_broken_file_of_them_is_no_empty_one()
    {
        var folder = Directory.CreateTempSubdirectory("gmqtt-bans-");
        var file = Path.Combine(folder.FullName, "bans.json");
        using var log = new TestLog();
        using (var bans = new BanList(file, TimeProvider.System, log))
            Assert.True(await bans.AddAsync(new Ban { Id = "1", Kind = "user", Value = "eve" }, CancellationToken.None));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using (var again = new BanList(file, TimeProvider.System, log))
        {
            again.Load();
            Assert.NotNull(again.Find("c", "eve", null));
        }

        await File.WriteAllTextAsync(file, "[{]");
        using var broken = new BanList(file, TimeProvider.System, log);
        Assert.Contains("bans.json:1:", Assert.Throws<Auth.Files.FileProblemException>(broken.Load).Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("""{"kind":"dog","value":"x"}""", "kind")]
    [InlineData("""{"kind":"address","value":"10.0.0.0/33"}""", "value")]
    [InlineData("""{"kind":"address","value":"somewhere"}""", "value")]
    [InlineData("""{"kind":"user","value":""}""", "value")]
    [InlineData("""{"kind":"user","value":"x","seconds":0}""", "seconds")]
    [InlineData("""{"kind":"user","value":"x","until":"2001-01-01T00:00:00Z"}""", "until")]
    [InlineData("""{"kind":"user"}""", "value")]
    public async Task A_ban_that_makes_no_sense_is_refused(string body, string field)
    {
        await using var auth = await AuthBroker.StartAsync();
        var (status, problem) = await auth.PostAsync("v1/bans", body);
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, (string?)problem["field"]));
    }

    [Fact]
    public async Task Who_fails_too_often_is_blocked_by_user_and_by_address_but_not_who_was_right_before()
    {
        await using var auth = await AuthBroker.StartAsync(toml: "max_failures_per_user = 3\nmax_failures_per_address = 6\n");
        await auth.AccountsAsync(t => t.Split("$argon2id$").Length == 4);
        await auth.UntilAsync(() => auth.HasLogged("Better hashes"));
        Assert.Equal(0, (await auth.TryConnectAsync("known", "alice", "alice")).Code);
        for (var i = 0; i < 4; i++) Assert.Equal(0x86, (await auth.TryConnectAsync("c", "alice", "guess")).Code);
        Assert.Equal(0x8A, (await auth.TryConnectAsync("c", "alice", "guess")).Code);
        Assert.Equal(0, (await auth.TryConnectAsync("c", "alice", "alice")).Code); // was right before
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "nobody", "x")).Code);
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "nobody", "x")).Code);
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "nobody", "x")).Code);
        Assert.Equal(0x8A, (await auth.TryConnectAsync("d", "bob", "bob")).Code); // the address
        await auth.Broker.AdvanceAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await auth.TryConnectAsync("d", "bob", "bob")).Code);
    }

    [Fact]
    public async Task A_client_that_connects_again_and_again_is_banned_for_a_while()
    {
        await using var auth = await AuthBroker.StartAsync(toml: "max_connects = 3\n");
        for (var i = 0; i < 4; i++) await (await auth.ConnectAsync("flap", "alice")).DisconnectAsync();
        Assert.Equal(0x8A, (await auth.TryConnectAsync("flap", "alice", "alice")).Code);
        Assert.Equal(0, (await auth.TryConnectAsync("calm", "alice", "alice")).Code);
        await auth.Broker.AdvanceAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await auth.TryConnectAsync("flap", "alice", "alice")).Code);
    }

    [Fact]
    public async Task Tables_of_attempts_have_a_bound()
    {
        var table = new RecentTable<int, int>(1000, TimeSpan.FromHours(1), TimeProvider.System);
        await Parallel.ForEachAsync(Enumerable.Range(0, 50_000), (i, _) =>
        {
            table.Set(i, i);
            return default;
        });
        Assert.InRange(table.Count, 1, 1100);
    }
}
