using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>Bytes go in, a refusal comes out, and nobody else notices.</summary>
internal static class Refusal
{
    /// <summary>A connected client sends the bytes: DISCONNECT with the code in MQTT 5.0, the end alone in 3.x.</summary>
    internal static async Task OfConnectedAsync(int version, byte[] bytes, byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        await OfConnectedAsync(broker, version, bytes, code);
    }

    internal static async Task OfConnectedAsync(TestBroker broker, int version, byte[] bytes, byte code)
    {
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(bytes);
        await client.ExpectDisconnectAsync(code);
        await bystander.IsUnharmedAsync();
    }

    /// <summary>The bytes are the first on a connection: the end, with a CONNACK of this code before it, or without one.</summary>
    internal static async Task OfStrangerAsync(byte[] bytes, int version = 5, byte? code = null)
    {
        await using var broker = await TestBroker.StartAsync();
        await OfStrangerAsync(broker, bytes, version, code);
    }

    internal static async Task OfStrangerAsync(TestBroker broker, byte[] bytes, int version = 5, byte? code = null)
    {
        var bystander = await Bystander.JoinAsync(broker);
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(bytes);
        if (code is { } expected)
        {
            var answer = await client.ReadAsync(2);
            Assert.Equal((expected, false), (answer.ReasonCode, answer.SessionPresent)); // [MQTT-3.2.2-6]
        }

        await client.ExpectClosedAsync();
        await bystander.IsUnharmedAsync();
        Assert.Null(broker.Services.ClientService.GetSession("c"));
    }

    internal static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
