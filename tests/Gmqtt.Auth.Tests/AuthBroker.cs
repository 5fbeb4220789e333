using Gmqtt.Testing;

namespace Gmqtt.Auth.Tests;

/// <summary>A broker with the plugin and files of its own.</summary>
internal sealed class AuthBroker : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private AuthBroker(DirectoryInfo folder, AuthPlugin plugin, TestBroker broker)
    {
        _folder = folder;
        Plugin = plugin;
        Broker = broker;
    }

    internal AuthPlugin Plugin { get; }

    internal TestBroker Broker { get; }

    internal string AccountsPath => Path.Combine(_folder.FullName, "accounts");

    internal string RulesPath => Path.Combine(_folder.FullName, "rules.yml");

    /// <summary>Accounts of alice, bob and root, whose passwords are their names, quickly hashed.</summary>
    internal const string Accounts = "- username: alice\n  password: alice\n- username: bob\n  password: bob\n- username: root\n  password: root\n";

    /// <summary>argon2id as cheap as it gets: what is tested is not its price.</summary>
    internal const string Cheap = "argon2_memory = \"8MiB\"\nargon2_passes = 1\n";

    internal static async Task<AuthBroker> StartAsync(string accounts = Accounts, string? rules = null, string toml = "")
    {
        var folder = Directory.CreateTempSubdirectory("gmqtt-auth-");
        var path = Path.Combine(folder.FullName, "accounts");
        await File.WriteAllTextAsync(path, accounts);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var table = $"password_file = \"{path}\"\n";
        if (rules is not null)
        {
            var rulesPath = Path.Combine(folder.FullName, "rules.yml");
            await File.WriteAllTextAsync(rulesPath, rules);
            table += $"rules_file = \"{rulesPath}\"\n";
        }

        try
        {
            var plugin = new AuthPlugin();
            return new AuthBroker(folder, plugin, await TestBroker.StartAsync(plugin, table + (toml.Contains("argon2", StringComparison.Ordinal) ? "" : Cheap) + toml));
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Connects and shows the CONNACK's code.</summary>
    internal async Task<(RawClient Client, byte Code)> TryConnectAsync(
        string clientId, string? user, string? password, int version = 5, bool clean = true, byte[]? properties = null, byte[]? will = null, byte willFlags = 0)
    {
        var client = Broker.Open();
        client.Version = version;
        await client.SendAsync(Login(clientId, user, password, version, clean, properties, will, willFlags));
        var answer = await client.ReadAsync(2);
        return (client, answer.Body[1]);
    }

    internal async Task<RawClient> ConnectAsync(string clientId, string user, int version = 5, bool clean = true, byte[]? properties = null, byte[]? will = null, byte willFlags = 0)
    {
        var (client, code) = await TryConnectAsync(clientId, user, user, version, clean, properties, will, willFlags);
        return code == 0 ? client : throw new InvalidOperationException($"{user} was refused with 0x{code:X2}");
    }

    internal static byte[] Login(string clientId, string? user, string? password, int version = 5, bool clean = true, byte[]? properties = null, byte[]? will = null, byte willFlags = 0)
    {
        var flags = (byte)((clean ? 2 : 0) | (user is null ? 0 : 0x80) | (password is null ? 0 : 0x40) | (will is null ? 0 : 4 | willFlags));
        return Packet.ConnectWith(
            clientId, version, flags, 0, properties, will ?? [], user is null ? [] : Packet.Utf8(user), password is null ? [] : Packet.Utf8(password));
    }

    /// <summary>What a client has got so far, as topic and payload; QoS 1 and 2 are not acknowledged.</summary>
    internal static async Task<List<(string Topic, string Payload)>> ReceivedAsync(RawClient client)
    {
        var all = new List<(string, string)>();
        await client.SendAsync(0xC0, 0x00);
        while (true)
        {
            var packet = await client.ReadAsync();
            if (packet.Type == 13) return all;
            if (packet.Type == 3) all.Add((packet.Topic, packet.Payload));
        }
    }

    /// <summary>Puts other rules in force, as a change of their file does.</summary>
    internal Task RuleAsync(string rules) => Plugin.Parts.Rules!.ChangeAsync(_ => Auth.Access.RulesYaml.Parse("test", rules), CancellationToken.None);

    /// <summary>The text of the accounts file, once it says something.</summary>
    internal async Task<string> AccountsAsync(Func<string, bool> says)
    {
        var text = "";
        await TestBroker.UntilAsync(() => says(text = File.ReadAllText(AccountsPath)));
        return text;
    }

    /// <summary>Puts another text into a file, and lets the plugin notice.</summary>
    internal async Task ChangeAsync(string path, string text, Func<bool> until)
    {
        await File.WriteAllTextAsync(path, text);
        await UntilAsync(until);
    }

    /// <summary>Waits while the clock goes on.</summary>
    internal Task UntilAsync(Func<bool> condition) => Broker.CompleteAsync(TestBroker.UntilAsync(condition));

    internal bool HasLogged(string text) => Broker.Log.Lines.Any(l => l.Text.Contains(text, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
