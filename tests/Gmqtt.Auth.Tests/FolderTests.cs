using System.Diagnostics;
using System.Net;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.Auth.Tests;

/// <summary>The plugin as a broker gets it, and mosquitto's clients as its users.</summary>
public sealed class FolderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Without_a_table_it_is_not_loaded_and_denies_nothing()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/auth");
        Assert.Equal(PluginState.Unconfigured, broker.Plugins.List().Single(p => p.Name == "auth").State);
        await broker.ConnectAsync("anybody");
    }

    [Fact]
    public async Task Rules_hold_for_mosquittos_clients()
    {
        var folder = Directory.CreateTempSubdirectory("gmqtt-auth-");
        try
        {
            var (accounts, rules) = (Path.Combine(folder.FullName, "accounts"), Path.Combine(folder.FullName, "rules.yml"));
            await File.WriteAllTextAsync(accounts, "alice:alice\nroot:root\n");
            await File.WriteAllTextAsync(rules, "rules:\n- {allow: all, topics: '#', users: root}\n- {allow: publish, topics: 'from/%u', users: alice}\n- {allow: subscribe, topics: news/#, users: alice}\n");
            await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/auth", $"[plugins.auth]\npassword_file = \"{accounts}\"\nrules_file = \"{rules}\"\n{AuthBroker.Cheap}");
            var address = await broker.ListenAsync();

            Assert.Equal(4, (await RunAsync(address, "mosquitto_sub", "mqttv311", "alice", "wrong", "-t", "news/x", "-E")).Code);
            Assert.Equal(0x86, (await RunAsync(address, "mosquitto_sub", "mqttv5", "nobody", "x", "-t", "news/x", "-E")).Code & 0xFF);
            Assert.Contains("Subscribed (mid: 1): 128", (await RunAsync(address, "mosquitto_sub", "mqttv311", "alice", "alice", "-t", "#", "-E", "-d")).Output, StringComparison.Ordinal);
            Assert.Contains("Subscribed (mid: 1): 1", (await RunAsync(address, "mosquitto_sub", "mqttv311", "alice", "alice", "-t", "news/#", "-q", "1", "-E", "-d")).Output, StringComparison.Ordinal);

            var root = await broker.ConnectRootAsync();
            await root.SubscribeAsync("#");
            Assert.Contains("Not authorized", (await RunAsync(address, "mosquitto_pub", "mqttv5", "alice", "alice", "-t", "from/root", "-m", "no", "-q", "1")).Output, StringComparison.Ordinal);
            Assert.Equal(0, (await RunAsync(address, "mosquitto_pub", "mqttv311", "alice", "alice", "-t", "from/root", "-m", "no", "-q", "1")).Code); // 3.1.1 cannot be told
            Assert.Equal(0, (await RunAsync(address, "mosquitto_pub", "mqttv5", "alice", "alice", "-t", "from/alice", "-m", "yes", "-q", "1")).Code);
            Assert.Equal([("from/alice", "yes")], await AuthBroker.ReceivedAsync(root));
            Assert.Empty(broker.Log.Errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task It_is_exchanged_while_clients_are_connected_and_knows_who_they_are()
    {
        var folder = Directory.CreateTempSubdirectory("gmqtt-auth-");
        try
        {
            var (accounts, rules) = (Path.Combine(folder.FullName, "accounts"), Path.Combine(folder.FullName, "rules.yml"));
            await File.WriteAllTextAsync(accounts, "root:root\n");
            await File.WriteAllTextAsync(rules, "rules:\n- {allow: all, topics: 'own/%u', users: root}\n");
            await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/auth", $"[plugins.auth]\npassword_file = \"{accounts}\"\nrules_file = \"{rules}\"\n{AuthBroker.Cheap}");
            var root = await broker.ConnectRootAsync();
            for (var i = 0; i < 2; i++)
            {
                var reload = broker.Plugins.ReloadAsync("auth").AsTask();
                await broker.CompleteAsync(reload);
                Assert.Null(await reload);
            }

            Assert.Equal(3, broker.Plugins.List().Single(p => p.Name == "auth").Generation);
            Assert.Equal([0], (await root.SubscribeAsync("own/root")).ReasonCodes);
            Assert.Equal([0x87], (await root.SubscribeAsync("own/other")).ReasonCodes);
            await root.DisconnectAsync();
            await broker.ConnectRootAsync();
            Assert.Empty(broker.Log.Errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(IPEndPoint broker, string program, string version, string user, string password, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, ["-h", broker.Address.ToString(), "-p", $"{broker.Port}", "-V", version, "-u", user, "-P", password, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} cannot be run; tests/run installs it");
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}

/// <summary>A client that may see everything.</summary>
internal static class RootClient
{
    internal static async Task<RawClient> ConnectRootAsync(this TestBroker broker)
    {
        var client = broker.Open();
        await client.SendAsync(AuthBroker.Login("root-client", "root", "root"));
        var answer = await client.ReadAsync(2);
        return answer.Body[1] == 0 ? client : throw new InvalidOperationException($"refused with 0x{answer.Body[1]:X2}");
    }
}
