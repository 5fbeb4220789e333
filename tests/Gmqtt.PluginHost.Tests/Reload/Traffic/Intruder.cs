using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Reload.Traffic;

/// <summary>Tries what is forbidden, and what is not, over and over, and fails at the first wrong answer.</summary>
internal sealed class Intruder(LoadedBroker broker, int version)
{
    private int _tries;

    internal int Tries => Volatile.Read(ref _tries);

    internal async Task RunAsync(CancellationToken end)
    {
        // As fast as it can it would be a test of the machine.
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var round = 0; !end.IsCancellationRequested; round++)
        {
            await beat.WaitForNextTickAsync(CancellationToken.None);
            await RefusedAsync($"bad-{version}-{round}", "bad", version == 5 ? 0x86 : 4); // Bad User Name or Password
            await RefusedAsync($"nobody-{version}-{round}", null, version == 5 ? 0x87 : 5); // Not authorized
            await GoodAsync($"good-{version}-{round}");
        }
    }

    private async Task RefusedAsync(string clientId, string? user, int code)
    {
        await using var client = await broker.OpenAsync(clientId, version, user);
        var answer = await client.ReadAsync();
        Assert.True(answer.Type == 2 && answer.ReasonCode == code, $"user {user ?? "(none)"} got {answer}");
        Interlocked.Increment(ref _tries);
    }

    private async Task GoodAsync(string clientId)
    {
        await using var client = await broker.ConnectAsync(clientId, version);
        await client.SendAsync(Packet.Subscribe(1, version, [], ("quiet/1", 1), ("forbidden/#", 1), ("quiet/2", 0)));
        var answer = await client.ReadAsync();
        Assert.True(answer.Type == 9 && answer.ReasonCodes.SequenceEqual<byte>([1, (byte)(version == 5 ? 0x87 : 0x80), 0]), $"SUBSCRIBE got {answer}");

        await client.SendAsync(Packet.Publish("forbidden/door", [1], qos: 1, packetId: 7, version: version));
        answer = await client.ReadAsync();
        // 0x87 Not authorized; a 3.1.1 client is told nothing, and the message goes nowhere.
        Assert.True(answer.Type == 4 && answer.ReasonCode == (version == 5 ? 0x87 : 0), $"PUBLISH got {answer}");

        await client.SendAsync(Packet.Publish("forbidden/door", [2], qos: 2, packetId: 8, version: version));
        answer = await client.ReadAsync();
        Assert.True(answer.Type == 5 && answer.ReasonCode == (version == 5 ? 0x87 : 0), $"PUBLISH got {answer}");
        await client.SendAsync(Packet.Disconnect(version));
        Interlocked.Add(ref _tries, 4);
    }
}
