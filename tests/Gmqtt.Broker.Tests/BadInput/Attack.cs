using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>The common course of these tests: a client does something bad and gets what it deserves, and two others notice nothing.</summary>
internal static class Attack
{
    /// <summary>A connected client sends bytes and is closed: an MQTT 5.0 client with a DISCONNECT of this code, a 3.x client without a word.</summary>
    internal static async Task EndsTheConnectionAsync(int version, byte[] bytes, byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        await EndsTheConnectionAsync(broker, version, bytes, code);
    }

    internal static async Task EndsTheConnectionAsync(TestBroker broker, int version, byte[] bytes, byte code)
    {
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("attacker", version);
        await client.SendAsync(bytes);
        await client.ExpectDisconnectAsync(code);
        await bystander.IsUnharmedAsync();
    }

    /// <summary>The first bytes of a connection get this CONNACK code, or the end alone when it is null.</summary>
    internal static async Task IsNotLetInAsync(int version, byte[] bytes, byte? code)
    {
        await using var broker = await TestBroker.StartAsync();
        await IsNotLetInAsync(broker, version, bytes, code);
    }

    internal static async Task IsNotLetInAsync(TestBroker broker, int version, byte[] bytes, byte? code)
    {
        var bystander = await Bystander.JoinAsync(broker);
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(bytes);
        if (code is not null)
        {
            var answer = await client.ReadAsync(2);
            Assert.Equal((code.Value, false), (answer.ReasonCode, answer.SessionPresent)); // [MQTT-3.2.2-6]
        }

        await client.ExpectClosedAsync();
        await bystander.IsUnharmedAsync();
    }

    internal static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}

/// <summary>Tests that measure the memory of the process run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    internal const string Name = "measured alone";
}
