using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.MqttJs;

public sealed class RoundTripTests(LiveBroker broker) : LiveTest(broker)
{
    [Theory]
    [InlineData("mqtt", 3)]
    [InlineData("mqtt", 4)]
    [InlineData("mqtt", 5)]
    [InlineData("mqtts", 5)]
    [InlineData("ws", 4)]
    [InlineData("ws", 5)]
    [InlineData("wss", 4)]
    [InlineData("wss", 5)]
    public async Task Every_QoS_arrives_as_published(string scheme, int version) =>
        Assert.Equal(
            [
                """{"granted":[2]}""",
                """{"topic":"topic/0","payload":"grüße 0","qos":0,"retain":false}""",
                """{"topic":"topic/1","payload":"grüße 1","qos":1,"retain":false}""",
                """{"topic":"topic/2","payload":"grüße 2","qos":2,"retain":false}""",
            ],
            await Script.RunAsync(Broker, "roundtrip", scheme, version));

    [Fact]
    public void The_lock_file_names_no_place_to_install_from() =>
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(NodeModules.LockFile));
}
