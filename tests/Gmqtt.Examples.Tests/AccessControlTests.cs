using System.Net;
using Gmqtt.Testing;
using MQTTnet;

namespace Gmqtt.Examples.Tests;

/// <summary>The six users, tried with mosquitto's clients and with an MQTT 5.0 client that shows reason codes.</summary>
public sealed class AccessControlTests : IAsyncLifetime
{
    private const string V3 = "mqttv311";
    private const string V5 = "mqttv5";

    private TestBroker _broker = null!;
    private IPEndPoint _address = null!;

    public async Task InitializeAsync()
    {
        _broker = await TestBroker.FromFolderAsync("plugins-under-test/access-control");
        _address = await _broker.ListenAsync();
    }

    public async Task DisposeAsync()
    {
        Assert.Empty(_broker.Log.Errors);
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData(V3, "root", "root", 0)]
    [InlineData(V3, "root", "qos0", 4)] // 3.1.1: bad user name or password
    [InlineData(V3, "stranger", "stranger", 4)]
    [InlineData(V5, "subscribeonly", "subscribeonly", 0)]
    [InlineData(V5, "root", "", 0x86)]
    public async Task Each_user_has_a_password(string version, string user, string password, int code)
    {
        var (exit, output) = await new Mosquitto(_address, user, password).SubscribeAsync(version, "-t", "any", "-E");
        Assert.Equal(code == 0, exit == 0);
        Assert.Equal(code, exit & 0xFF);
        if (code != 0) Assert.Contains("onnection", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_no_name_is_not_let_in()
    {
        var client = _broker.Open();
        client.Version = 5;
        await client.SendAsync(Packet.Connect("anonymous"));
        Assert.Equal(0x86, (await client.ReadAsync(2)).ReasonCode);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("root", 2)]
    [InlineData("qos0", 0)]
    [InlineData("qos1", 1)]
    [InlineData("subscribeonly", 2)]
    [InlineData("disable_shared", 2)]
    [InlineData("publishonly", 0x80)]
    public async Task A_subscription_is_granted_what_its_user_may_have(string user, int granted)
    {
        var mosquitto = new Mosquitto(_address, user);
        Assert.Contains($"Subscribed (mid: 1): {granted}", (await mosquitto.SubscribeAsync(V3, "-t", "some/topic", "-q", "2", "-E", "-d")).Output, StringComparison.Ordinal);

        await using var client = await ConnectAsync(user);
        var answer = await client.SubscribeAsync("some/topic", 2);
        Assert.Equal(granted < 0x80 ? (MqttClientSubscribeResultCode)granted : MqttClientSubscribeResultCode.NotAuthorized, answer.Items.Single().ResultCode);
        Assert.Equal(granted < 0x80 ? "" : "publishonly may not subscribe", answer.ReasonString ?? "");
    }

    [Fact]
    public async Task Qos1_asking_for_less_gets_less()
    {
        await using var client = await ConnectAsync("qos1");
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS0, (await client.SubscribeAsync("some/topic")).Items.Single().ResultCode);
    }

    [Fact]
    public async Task Shared_subscriptions_are_switched_off_for_one_user()
    {
        await using var without = await ConnectAsync("disable_shared");
        Assert.Equal(MqttClientSubscribeResultCode.SharedSubscriptionsNotSupported, (await without.SubscribeAsync("$share/group/some/topic")).Items.Single().ResultCode);
        Assert.Contains("Subscribed (mid: 1): 128", (await new Mosquitto(_address, "disable_shared").SubscribeAsync(V3, "-t", "$share/group/a", "-E", "-d")).Output, StringComparison.Ordinal);

        await using var with = await ConnectAsync("root");
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS0, (await with.SubscribeAsync("$share/group/some/topic")).Items.Single().ResultCode);
    }

    [Theory]
    [InlineData("root", 0, true)]
    [InlineData("root", 1, true)]
    [InlineData("root", 2, false)]
    [InlineData("publishonly", 1, true)]
    [InlineData("qos0", 1, true)] // the limit is for what it subscribes to
    [InlineData("qos1", 2, false)]
    [InlineData("subscribeonly", 0, false)]
    [InlineData("subscribeonly", 1, false)]
    public async Task MQTT_3_publishers_are_acknowledged_and_only_what_is_allowed_arrives(string user, int qos, bool arrives)
    {
        await using var listener = await ConnectAsync("root");
        await listener.SubscribeAsync("news/#");
        var (exit, output) = await new Mosquitto(_address, user).PublishAsync(V3, "-t", "news/3", "-m", user, "-q", $"{qos}");
        Assert.True(exit == 0, output);

        await new Mosquitto(_address, "root").PublishAsync(V3, "-t", "news/end", "-m", "end", "-q", "1");
        Assert.Equal(arrives ? ["news/3", "news/end"] : ["news/end"], (await listener.UntilAsync("news/end")).Select(m => m.Topic));
    }

    [Fact]
    public async Task MQTT_5_publishers_are_told_that_QoS_2_is_refused()
    {
        await using var client = await ConnectAsync("root");
        Assert.False((await client.PublishAsync("news/5", "text", 2)).IsSuccess); // it does not show more of a refused PUBREC
        var (_, output) = await new Mosquitto(_address, "root").PublishAsync(V5, "-t", "news/5", "-m", "text", "-q", "2");
        Assert.Contains("Not authorized", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_refusing_PUBREC_has_reason_string_and_user_property_and_frees_the_packet_identifier()
    {
        var client = _broker.Open();
        client.Version = 5;
        await client.SendAsync(Packet.ConnectWith("c", 5, 0xC2, 0, [], Packet.Utf8("root"), Packet.Utf8("root")));
        await client.ReadAsync(2);
        for (var time = 0; time < 2; time++)
        {
            await client.PublishAsync("news/5", "text", qos: 2, packetId: 7);
            var refused = await client.ReadAsync(5);
            Assert.Equal((7, 0x87, "publish with QoS 0 or 1"), (refused.PacketId, refused.ReasonCode, refused.Text(0x1F)));
            Assert.Equal([("highest-qos", "1")], refused.UserProperties);
        }
    }

    [Fact]
    public async Task An_MQTT_5_publisher_reads_why_subscribeonly_is_refused()
    {
        await using var client = await ConnectAsync("subscribeonly");
        var answer = await client.PublishAsync("news/5", "text", 1);
        Assert.Equal((MqttClientPublishReasonCode.NotAuthorized, "subscribeonly may not publish"), (answer.ReasonCode, answer.ReasonString));
    }

    private Task<NetClient> ConnectAsync(string user) => NetClient.ConnectAsync(_address, user, user);
}
