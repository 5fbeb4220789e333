using Gmqtt.Interop.Tests.Live;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Interop.Tests.Mosquitto;

/// <summary>The two mistakes that everybody makes once: each costs one line in the log that says what to do.</summary>
public sealed class WrongPortTests(LiveBroker broker) : LiveTest(broker)
{
    private const int Refused = 3010;

    [Fact]
    public Task TLS_to_the_plain_port_is_one_clear_line() =>
        AssertOneLineAsync(
            MosquittoClients.Other(Broker, Broker.Plain, "--cafile", Broker.Certificates.RootFile), "speaks TLS, but this listener has no certificate");

    [Fact]
    public Task Plain_MQTT_to_the_TLS_port_is_one_clear_line() =>
        AssertOneLineAsync(MosquittoClients.Other(Broker, Broker.Tls), "speaks MQTT without TLS, but this listener requires TLS");

    private async Task AssertOneLineAsync(MosquittoClients clients, string text)
    {
        // Some versions of it end here, others try again until they are killed.
        await using var process = clients.StartSub("mqttv311", "lost", "-t", "x");
        await Broker.Log.Lines.FirstAsync(line => line.Text.Contains(text, StringComparison.Ordinal));
        var line = Assert.Single(Broker.Log.Lines.Seen, line => line.Text.Contains(text, StringComparison.Ordinal));
        Assert.Equal((LogLevel.Warning, Refused), (line.Level, line.Event));
        Assert.StartsWith("127.0.0.1 on listener 127.0.0.1:0: ", line.Text);
        Assert.DoesNotContain(Broker.Watch.Authenticating.Seen, one => one.ClientId == "lost");
    }
}
