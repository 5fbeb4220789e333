using System.Net;
using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Gmqtt.Examples.Tests;

/// <summary>MQTTnet's client, MQTT 5.0, connected; what it receives comes in order.</summary>
internal sealed class NetClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly MqttClientFactory Factory = new();

    private readonly IMqttClient _client = Factory.CreateMqttClient();
    private readonly Channel<Received> _received = Channel.CreateBounded<Received>(1000);

    private NetClient() => _client.ApplicationMessageReceivedAsync += arrived =>
        _received.Writer.WriteAsync(Received.From(arrived.ApplicationMessage)).AsTask();

    internal static async Task<NetClient> ConnectAsync(IPEndPoint broker, string? user = null, string? password = null)
    {
        var client = new NetClient();
        var options = Factory.CreateClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500).WithTcpServer(broker.Address.ToString(), broker.Port).WithTimeout(Patience);
        if (user is not null) options.WithCredentials(user, password);
        await client._client.ConnectAsync(options.Build());
        return client;
    }

    internal Task<MqttClientSubscribeResult> SubscribeAsync(string filter, int qos = 0) => _client.SubscribeAsync(
        Factory.CreateSubscribeOptionsBuilder().WithTopicFilter(f => f.WithTopic(filter).WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos)).Build());

    internal Task<MqttClientPublishResult> PublishAsync(string topic, string payload, int qos) => _client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos).Build());

    /// <summary>All messages up to the one with this topic.</summary>
    internal async Task<IReadOnlyList<Received>> UntilAsync(string topic)
    {
        using var patience = new CancellationTokenSource(Patience);
        var all = new List<Received>();
        while (all.Count == 0 || all[^1].Topic != topic) all.Add(await _received.Reader.ReadAsync(patience.Token));
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync(Factory.CreateClientDisconnectOptionsBuilder().Build());
        _client.Dispose();
    }
}

/// <summary>A message.</summary>
internal sealed record Received(string Topic, string Payload, IReadOnlyList<(string Name, string Value)> UserProperties)
{
    internal static Received From(MqttApplicationMessage message) => new(
        message.Topic, Encoding.UTF8.GetString(message.Payload), [.. (message.UserProperties ?? []).Select(p => (p.Name, Encoding.UTF8.GetString(p.ValueBuffer.Span)))]);
}
