using System.Net.Http.Json;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Gmqtt.Dashboard.Tests.Running;

/// <summary>A client as devices have it: MQTTnet's, speaking 5.0.</summary>
internal sealed class Device : IAsyncDisposable
{
    private static readonly MqttClientFactory Factory = new();
    private readonly IMqttClient _client = Factory.CreateMqttClient();
    private readonly TaskCompletionSource<MqttClientDisconnectedEventArgs> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Device() => _client.DisconnectedAsync += ended =>
    {
        _closed.TrySetResult(ended);
        return Task.CompletedTask;
    };

    /// <summary>Completes when the connection has ended, with the reason that the broker gave.</summary>
    internal Task<MqttClientDisconnectedEventArgs> Closed => _closed.Task.WaitAsync(TimeSpan.FromSeconds(60));

    internal static async Task<Device> ConnectAsync(
        int port, string clientId, string? username = null, string? password = null, bool keepsSession = false, (string Topic, string Payload)? will = null)
    {
        var device = new Device();
        var options = Factory.CreateClientOptionsBuilder().WithProtocolVersion(MqttProtocolVersion.V500).WithTcpServer("127.0.0.1", port)
            .WithClientId(clientId).WithTimeout(TimeSpan.FromSeconds(60)).WithSessionExpiryInterval(keepsSession ? 3600u : 0).WithUserProperty("room", "12"u8.ToArray());
        if (username is not null) options.WithCredentials(username, password ?? "");
        if (will is { } last) options.WithWillTopic(last.Topic).WithWillPayload(last.Payload).WithWillDelayInterval(30);
        var answer = await device._client.ConnectAsync(options.Build());
        if (answer.ResultCode == MqttClientConnectResultCode.Success) return device;
        await device.DisposeAsync();
        throw new InvalidOperationException($"refused: {answer.ResultCode}");
    }

    /// <summary>A device that has left its session behind: gone also for the broker, so that what is published from now on waits.</summary>
    internal static async Task AwayAsync(Gmqttd broker, string clientId, string filter, string? username = null, string? password = null)
    {
        await using (var device = await ConnectAsync(broker.Port, clientId, username, password, keepsSession: true)) await device.SubscribeAsync(filter);
        while ((await broker.Http.GetFromJsonAsync<JsonElement>(new Uri($"v1/clients/{clientId}", UriKind.Relative))).GetProperty("client").GetProperty("connected").GetBoolean()) await Task.Yield();
    }

    internal Task SubscribeAsync(string filter, int qos = 1) => _client.SubscribeAsync(
        Factory.CreateSubscribeOptionsBuilder().WithTopicFilter(f => f.WithTopic(filter).WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos)).Build());

    internal Task PublishAsync(string topic, byte[] payload, int qos = 1, bool retain = false) => _client.PublishAsync(new MqttApplicationMessageBuilder()
        .WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel((MqttQualityOfServiceLevel)qos).WithRetainFlag(retain).Build());

    internal Task PublishAsync(string topic, string payload, int qos = 1, bool retain = false) => PublishAsync(topic, System.Text.Encoding.UTF8.GetBytes(payload), qos, retain);

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected) await _client.DisconnectAsync(Factory.CreateClientDisconnectOptionsBuilder().Build());
        _client.Dispose();
    }
}
