using Gmqtt.Testing;

namespace Gmqtt.Auth.Tests.Accounts;

public sealed class LoginTests
{
    private const string OldFormats = """
        # from all over the world
        - username: md5
          password: 5ebe2294ecd0e0f08eab7690d2a6ee69
        - {username: argon, password: "$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}
        """;

    [Theory]
    [InlineData("alice", "alice", 0)]
    [InlineData("alice", "bob", 0x86)]
    [InlineData("alice", "", 0x86)]
    [InlineData("nobody", "nobody", 0x86)]
    [InlineData("Alice", "alice", 0x86)]
    public async Task A_client_is_let_in_with_the_password_of_its_account(string user, string password, byte code)
    {
        await using var auth = await AuthBroker.StartAsync();
        Assert.Equal(code, (await auth.TryConnectAsync("c", user, password)).Code);
        Assert.Equal(code == 0 ? 0 : 4, (await auth.TryConnectAsync("c3", user, password, version: 4)).Code);
    }

    [Fact]
    public async Task Who_has_no_name_is_not_let_in()
    {
        await using var auth = await AuthBroker.StartAsync();
        Assert.Equal(0x87, (await auth.TryConnectAsync("c", null, null)).Code);
    }

    [Fact]
    public async Task Passwords_in_the_clear_are_hashed_when_the_file_has_been_read()
    {
        await using var auth = await AuthBroker.StartAsync("# mine\n- username: alice # the first\n  password: alice\n# the second\n- username: 'o''neil'\n  password: \"x y\"\n");
        var text = await auth.AccountsAsync(t => t.Split("$argon2id$").Length == 3);
        Assert.StartsWith("# mine\n- username: alice\n  password: '$argon2id$v=19$m=8192,t=1,p=1$", text, StringComparison.Ordinal);
        Assert.Contains("# the second\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("x y", text, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(auth.AccountsPath));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "o'neil", "x y")).Code);
        Assert.Equal(["accounts", "rules.yml"], Directory.GetFiles(Path.GetDirectoryName(auth.AccountsPath)!).Select(Path.GetFileName).Append("rules.yml").Distinct().Order());
    }

    [Theory]
    [InlineData("md5", "5ebe2294ecd0e0f08eab7690d2a6ee69")] // gmqtt: hex md5
    [InlineData("sha256", "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b")] // gmqtt: hex sha256
    [InlineData("bcrypt", null)] // gmqtt: bcrypt of the least cost
    [InlineData("", "$7$101$HdYNxZXNIV0ZP9uN$3avgY6S2uGb8PCKzXa96Tv0KFZb4P4KP0MdXCmQnAisJoj0W4uthqWdTfSUCdweTXqI24+BrzWU+Z85Li6WrSw==")] // mosquitto_passwd
    [InlineData("", "$6$Yi6GmCKrsSYz54Uy$rWWwUJJ70UjPyM3ZOZTyidBToL1HawhAk1J/D4JHYTMFVndEKmR8m1sx7w/o7tyQiguyHr4c00GjHlRPA0rmMw==")] // mosquitto_passwd -H sha512
    public async Task Hashes_of_gmqtt_and_mosquitto_are_read_and_become_argon2id_at_the_next_login(string hash, string? password)
    {
        const string secret = "secret";
        password ??= BCrypt.Net.BCrypt.HashPassword(secret, 4);
        await using var auth = await AuthBroker.StartAsync($"- username: alice\n  password: {password}\n", toml: hash.Length == 0 ? "" : $"hash = \"{hash}\"\n");
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "alice", "Secret")).Code);
        Assert.Contains(password, await File.ReadAllTextAsync(auth.AccountsPath), StringComparison.Ordinal);
        Assert.Equal(0, (await auth.TryConnectAsync("c", "alice", secret)).Code);
        await auth.AccountsAsync(t => t.Contains("$argon2id$", StringComparison.Ordinal) && !t.Contains(password, StringComparison.Ordinal));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "alice", secret)).Code);
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "alice", password)).Code);
    }

    [Fact]
    public async Task A_file_of_mosquitto_stays_one()
    {
        await using var auth = await AuthBroker.StartAsync(
            "# users\nalice:$7$101$HdYNxZXNIV0ZP9uN$3avgY6S2uGb8PCKzXa96Tv0KFZb4P4KP0MdXCmQnAisJoj0W4uthqWdTfSUCdweTXqI24+BrzWU+Z85Li6WrSw==\n\nbob:in the clear: yes");
        Assert.Equal(0, (await auth.TryConnectAsync("c", "alice", "secret")).Code);
        Assert.Equal(0, (await auth.TryConnectAsync("d", "bob", "in the clear: yes")).Code);
        var text = await auth.AccountsAsync(t => t.Split("$argon2id$").Length == 3);
        Assert.Matches(@"^# users\nalice:\$argon2id\$[^\n]+\n\nbob:\$argon2id\$[^\n]+\n$", text);
    }

    [Theory]
    [InlineData("", "accounts: is empty")]
    [InlineData("# nothing\n", "accounts: is empty")]
    [InlineData("- username: a\n  password: a\n- username: a\n  password: b\n", "accounts:3:3: the user 'a' stands in line 1 already")]
    [InlineData("- username: a\n", "accounts:1:3: the account has no password")]
    [InlineData("- username: ''\n  password: a\n", "accounts:1:13: a user name is not empty")]
    [InlineData("- username: a\n  pasword: a\n", "accounts:2:3: unknown key 'pasword'; an account has username, password, roles, scram")]
    [InlineData("- username: a\n  password: ''\n", "accounts:2:13: the password of 'a': the password is empty")]
    [InlineData("- username: a\n  password: 5ebe2294ecd0e0f08eab7690d2a6ee69\n", "write hash = \"md5\" in [plugins.auth]")]
    [InlineData("- username: a\n  password: $argon2id$v=19$m=1\n", "accounts:2:13: the password of 'a': an argon2id hash is written")]
    [InlineData("- username: a\n  password: $9$x\n", "accounts:2:13: the password of 'a': this begins like a hash of a kind that is not known")]
    [InlineData("- username: [\n", "accounts:2:1: this is not YAML")]
    [InlineData("alice\n", "accounts:1:1: accounts are a list, and this is a single value")]
    [InlineData("alice:$7$x\n", "accounts:1:7: the password of 'alice': mosquitto's PBKDF2")]
    [InlineData("- &a {username: x, password: y}\n- *a\n", "accounts:1:3: anchors and aliases")]
    public async Task A_file_that_cannot_be_used_keeps_the_broker_from_starting_and_says_where(string text, string problem)
    {
        var failed = await Assert.ThrowsAsync<PluginLoadFailedException>(() => AuthBroker.StartAsync(text));
        Assert.Contains(problem, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_the_broker_does_not_start_and_says_what_to_do()
    {
        var failed = await Assert.ThrowsAsync<PluginLoadFailedException>(() => TestBroker.StartAsync(new AuthPlugin(), "password_file = \"/nonexistent/accounts\""));
        Assert.Contains("/nonexistent/accounts: there is no such file; write it", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_in_force_and_a_broken_one_changes_nothing()
    {
        await using var auth = await AuthBroker.StartAsync();
        await auth.AccountsAsync(t => t.Split("$argon2id$").Length == 4);
        await auth.ChangeAsync(auth.AccountsPath, "- username: carol\n  password: carol\n", () => auth.HasLogged("1 accounts are in force"));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "carol", "carol")).Code);
        Assert.Equal(0x86, (await auth.TryConnectAsync("a", "alice", "alice")).Code);

        await auth.AccountsAsync(t => t.Contains("$argon2id$", StringComparison.Ordinal));
        await auth.ChangeAsync(auth.AccountsPath, "- username: dave\n  pass", () => auth.Broker.Log.Errors.Any(e => e.Contains("stay in force", StringComparison.Ordinal) && e.Contains(":2:", StringComparison.Ordinal)));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "carol", "carol")).Code);
        Assert.Equal("- username: dave\n  pass", await File.ReadAllTextAsync(auth.AccountsPath));
    }

    [Fact]
    public async Task Who_logged_in_by_an_account_that_is_taken_out_is_disconnected()
    {
        await using var auth = await AuthBroker.StartAsync();
        await auth.AccountsAsync(t => t.Split("$argon2id$").Length == 4);
        var alice = await auth.ConnectAsync("a", "alice");
        await auth.ChangeAsync(auth.AccountsPath, "- username: bob\n  password: bob\n", () => auth.HasLogged("1 accounts are in force"));
        await alice.ExpectDisconnectAsync(0x87);
    }

    [Fact]
    public async Task A_digest_is_not_taken_for_a_password_unless_it_is_said_to_be_one()
    {
        await using var auth = await AuthBroker.StartAsync("- username: a\n  password: 5ebe2294ecd0e0f08eab7690d2a6ee69\n", toml: "hash = \"plain\"\n");
        Assert.Equal(0, (await auth.TryConnectAsync("c", "a", "5ebe2294ecd0e0f08eab7690d2a6ee69")).Code);
    }

    [Fact]
    public async Task Somebody_else_does_not_get_the_session_of_a_client()
    {
        await using var auth = await AuthBroker.StartAsync();
        var alice = await auth.ConnectAsync("shared-id", "alice", clean: false, properties: Packet.SessionExpiry(1000));
        Assert.Equal(0x87, (await auth.TryConnectAsync("shared-id", "bob", "bob")).Code);
        await alice.ExpectNothingAsync();
        await alice.DisconnectAsync();
        Assert.Equal(0x87, (await auth.TryConnectAsync("shared-id", "bob", "bob", clean: false)).Code);
        Assert.Equal(0, (await auth.TryConnectAsync("shared-id", "alice", "alice", clean: false)).Code);
    }

    [Fact]
    public void The_old_formats_are_a_table_that_can_be_read()
        => Assert.Equal(2, Auth.Accounts.YamlAccounts.Parse("f", OldFormats, new(Passwords.UnmarkedHash.Md5)).Entries.Count);
}
