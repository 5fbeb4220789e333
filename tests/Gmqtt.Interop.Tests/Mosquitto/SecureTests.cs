using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.Mosquitto;

/// <summary>TLS, client certificates and the unix socket.</summary>
public sealed class SecureTests(LiveBroker broker) : LiveTest(broker)
{
    private const int Refused = 3010;

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public async Task TLS_with_a_CA_file_carries_messages(string tls)
    {
        var clients = MosquittoClients.Other(Broker, Broker.Tls, "--cafile", Broker.Certificates.RootFile, "--tls-version", tls);
        await using var subscriber = await clients.SubscribeAsync("mqttv311", tls + "-sub", "tls/" + tls, "-q", "2", "-C", "1");
        await clients.PublishAsync("mqttv5", "-t", "tls/" + tls, "-q", "2", "-m", "sealed");
        Assert.Equal("sealed", (await Printed.AtAsync(subscriber, 0)).Payload);
        await subscriber.SucceedAsync();
    }

    [Fact]
    public async Task The_common_name_of_a_client_certificate_is_the_user_name()
    {
        var clients = MosquittoClients.WithCertificate(Broker, Broker.Certificates.Client("sensor-7"));
        await using var subscriber = await clients.SubscribeAsync("mqttv5", "named-sub", "named", "-C", "1");
        await clients.PublishAsync("mqttv311", "-i", "named-pub", "-u", "somebody-else", "-t", "named", "-m", "it is me");
        Assert.Equal("it is me", (await Printed.AtAsync(subscriber, 0)).Payload);
        Assert.Contains(("named-sub", "sensor-7"), Broker.Watch.Authenticating.Seen);
        Assert.Contains(("named-pub", "sensor-7"), Broker.Watch.Authenticating.Seen);
    }

    [Fact]
    public async Task Who_has_no_client_certificate_is_refused()
    {
        var clients = MosquittoClients.Other(Broker, Broker.ClientCertificates, "--cafile", Broker.Certificates.RootFile);
        await using var process = clients.StartPub("mqttv311", "-i", "nobody", "-t", "named", "-m", "1");
        Assert.NotEqual(0, await process.ExitAsync());
        await Broker.Log.Lines.FirstAsync(line => line.Event == Refused && line.Text.Contains("certificate", StringComparison.Ordinal));
        Assert.DoesNotContain(Broker.Watch.Authenticating.Seen, one => one.ClientId == "nobody");
    }

    [Fact]
    public async Task A_unix_socket_carries_messages()
    {
        var clients = MosquittoClients.Unix(Broker);
        await using var subscriber = await clients.SubscribeAsync("mqttv5", "unix-sub", "unix", "-q", "1", "-C", "1");
        await clients.PublishAsync("mqttv31", "-t", "unix", "-q", "1", "-m", "next door");
        Assert.Equal("next door", (await Printed.AtAsync(subscriber, 0)).Payload);
        await subscriber.SucceedAsync();
    }
}
