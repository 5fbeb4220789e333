using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Host.Tests.Plugins;

/// <summary>A plugin that lets clients in and is switched off before the start: its table says whether anybody counts on it.</summary>
public sealed class MissedAuthenticationTests
{
    private const int NotAuthorized = 0x87;

    [Theory]
    [InlineData("[plugins.decider]\n", NotAuthorized)]
    [InlineData("[plugins.decider]\nenabled = false\n", 0)]
    [InlineData("", 0)]
    public async Task Nameless_clients_stay_out_where_it_is_configured(string toml, int code)
    {
        using var folder = new PluggedFolder();
        folder.DeployDecider();
        File.WriteAllText(Path.Combine(folder.Plugins, "decider", "DISABLED"), "");
        folder.Configure(toml);
        await using var gmqttd = folder.Start();
        await using var client = await SocketClient.OpenAsync(new IPEndPoint(IPAddress.Loopback, await gmqttd.ReadyAsync()));
        await client.SendAsync(Packet.Connect("c", 5));
        Assert.Equal(code, (await client.ReadAsync()).ReasonCode);
    }
}
