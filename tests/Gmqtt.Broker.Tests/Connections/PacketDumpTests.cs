using Gmqtt.Testing;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker.Tests.Connections;

public sealed class PacketDumpTests
{
    [Fact]
    public async Task The_dump_names_packets_and_topics_and_hides_passwords_wills_and_payloads()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Log.MinimumLevel = LogLevel.Trace;
        await broker.AdvanceAsync(TimeSpan.FromMilliseconds(200)); // the level is looked at with the heartbeat
        var client = broker.Open();
        // flags: user name, password, will; clean start
        await client.SendAsync(Packet.ConnectWith(
            "c", 5, 0xC6, 0, [], Packet.Props(5, []), Packet.Utf8("will/topic"), Packet.Utf8("last-words"), Packet.Utf8("alice"), Packet.Utf8("s3cret")));
        await client.ReadAsync(2);
        await client.SubscribeAsync("a/b");
        await client.PublishAsync("a/b", "private-payload");
        await client.ReadAsync(3);
        await client.ExpectNothingAsync();

        var lines = broker.Log.Lines.Where(l => l.Event is 1020 or 1021).Select(l => l.Text).ToList();
        Assert.Contains(lines, l => l.StartsWith("received Connect", StringComparison.Ordinal) && l.Contains("user=alice", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("sent ConnAck", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("received Publish", StringComparison.Ordinal) && l.Contains("topic=a/b", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("sent Publish", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("sent PingResp", StringComparison.Ordinal));
        foreach (var secret in new[] { "s3cret", "last-words", "private-payload" })
        {
            Assert.DoesNotContain(lines, l => l.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(lines, l => l.Contains(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Nothing_is_dumped_while_the_log_does_not_ask_for_it()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.ExpectNothingAsync();
        Assert.DoesNotContain(broker.Log.Lines, l => l.Event is 1020 or 1021);
    }
}
