using System.Net;
using System.Text.Json;
using Gmqtt.Host.Tests.Lifetime;
using Gmqtt.Host.Tests.Plugins.Traffic;
using Gmqtt.Testing;

namespace Gmqtt.Host.Tests.Plugins;

/// <summary>A running broker is backed up over its API, and another one is made of the copy.</summary>
public sealed class BackupTests
{
    private const string Toml = "[persistence]\ntype = \"disk\"\ndata_dir = \"store\"\n";

    [Fact]
    public async Task What_was_acknowledged_before_a_backup_is_in_the_broker_made_of_it()
    {
        await using var broker = await BuiltInBroker.StartAsync(Toml);
        Assert.Equal(HttpStatusCode.OK, (await broker.PostAsync("v1/publish", """{"topic_name":"kept","payload":"before","retained":true,"qos":1}""")).Status);
        var (status, body) = await broker.PostAsync("v1/backup", """{"name":"first"}""");
        Assert.True(status == HttpStatusCode.OK, body);
        var directory = JsonDocument.Parse(body).RootElement.GetProperty("directory").GetString()!;
        Assert.Equal(broker.Folder.File("data/admin/backups/first"), directory);
        Assert.Equal(HttpStatusCode.OK, (await broker.PostAsync("v1/publish", """{"topic_name":"kept","payload":"after","retained":true,"qos":1}""")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await broker.PostAsync("v1/backup", """{"name":"first"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await broker.PostAsync("v1/backup", "{}")).Status);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(directory)!));

        using var other = new TemporaryFolder();
        other.Write("gmqtt.toml", "[[listeners]]\naddress = \"127.0.0.1:0\"\n[plugin_host]\ndir = \"plugins\"\n" + Toml);
        var (code, output) = await GmqttdProcess.RunAsync(other, "store", "restore", directory);
        Assert.True(code == 0, output);
        await using var restored = GmqttdProcess.Start(other, "start");
        await using var client = await SocketClient.ConnectAsync(await restored.ReadyAsync(), "c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("kept", 0)));
        Assert.Equal(9, (await client.ReadAsync()).Type);
        Assert.Equal("before", (await client.ReadAsync()).Payload);
    }
}
