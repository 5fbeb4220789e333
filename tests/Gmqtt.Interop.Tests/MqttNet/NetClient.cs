using System.Security.Cryptography.X509Certificates;
using Gmqtt.Interop.Tests.Live;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Gmqtt.Interop.Tests.MqttNet;

/// <summary>MQTTnet's client, connected, with everything it has received.</summary>
internal sealed class NetClient : IAsyncDisposable
{
    private static readonly MqttClientFactory Factory = new();

    private readonly IMqttClient _client = Factory.CreateMqttClient();

    private NetClient(string clientId)
    {
        Received = new Observed<Received>($"messages for {clientId}");
        Disconnected = new Observed<MqttClientDisconnectedEventArgs>($"the end of {clientId}");
        _client.ApplicationMessageReceivedAsync += arrived =>
        {
            Received.Add(MqttNet.Received.From(arrived.ApplicationMessage));
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += ended =>
        {
            Disconnected.Add(ended);
            return Task.CompletedTask;
        };
    }

    public Observed<Received> Received { get; }

    public Observed<MqttClientDisconnectedEventArgs> Disconnected { get; }

    /// <summary>What the CONNACK said.</summary>
    public MqttClientConnectResult Connected { get; private set; } = null!;

    /// <summary>Connects.</summary>
    /// <param name="broker">Where to.</param>
    /// <param name="clientId">Client Identifier.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="transport">tcp, tls or ws.</param>
    /// <param name="more">Further options.</param>
    public static async Task<NetClient> ConnectAsync(
        LiveBroker broker, string clientId, int version = 5, string transport = "tcp", Action<MqttClientOptionsBuilder>? more = null)
    {
        var options = Factory.CreateClientOptionsBuilder()
            .WithProtocolVersion((MqttProtocolVersion)version)
            .WithClientId(clientId)
            .WithTimeout(Patience.Limit);
        At(options, broker, transport);
        more?.Invoke(options);
        var client = new NetClient(clientId);
        try
        {
            client.Connected = await client._client.ConnectAsync(options.Build());
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    public Task<MqttClientSubscribeResult> SubscribeAsync(string filter, int qos = 0, Action<MqttTopicFilterBuilder>? more = null, uint? id = null)
    {
        var options = Factory.CreateSubscribeOptionsBuilder().WithTopicFilter(topic =>
        {
            topic.WithTopic(filter).WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos);
            more?.Invoke(topic);
        });
        if (id is { } number) options.WithSubscriptionIdentifier(number);
        return _client.SubscribeAsync(options.Build());
    }

    public Task UnsubscribeAsync(string filter) => _client.UnsubscribeAsync(Factory.CreateUnsubscribeOptionsBuilder().WithTopicFilter(filter).Build());

    public Task<MqttClientPublishResult> PublishAsync(
        string topic, string payload, int qos = 0, bool retain = false, Action<MqttApplicationMessageBuilder>? more = null) =>
        PublishAsync(topic, System.Text.Encoding.UTF8.GetBytes(payload), qos, retain, more);

    public Task<MqttClientPublishResult> PublishAsync(
        string topic, byte[] payload, int qos = 0, bool retain = false, Action<MqttApplicationMessageBuilder>? more = null)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos).WithRetainFlag(retain);
        more?.Invoke(message);
        return _client.PublishAsync(message.Build());
    }

    public Task DisconnectAsync() => _client.DisconnectAsync(Factory.CreateClientDisconnectOptionsBuilder().Build());

    /// <summary>Closes the connection without DISCONNECT.</summary>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    private static void At(MqttClientOptionsBuilder options, LiveBroker broker, string transport)
    {
        switch (transport)
        {
            case "ws":
                options.WithWebSocketServer(server => server.WithUri($"ws://{broker.Plain}/mqtt"));
                break;
            case "tls":
                options.WithTcpServer("localhost", broker.Tls.Port).WithTlsOptions(tls => tls
                    .UseTls().WithTrustChain([broker.Certificates.Root]).WithRevocationMode(X509RevocationMode.NoCheck));
                break;
            default:
                options.WithTcpServer(broker.Plain.Address.ToString(), broker.Plain.Port);
                break;
        }
    }
}
