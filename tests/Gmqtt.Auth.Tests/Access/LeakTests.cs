using System.Collections;
using Gmqtt.Auth.Access;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Auth.Tests.Access;

/// <summary>
/// Every way a message takes, times everything that can become of a permission: nothing is delivered that is not allowed at that moment, whatever was allowed before, and a
/// plugin that fails has allowed nothing.
/// </summary>
public sealed class LeakTests
{
    private const string Open = "rules:\n- {allow: all, topics: '#'}";
    private const string Closed = "rules:\n- {deny: all, topics: secret/#, users: alice}\n- {allow: all, topics: '#'}";

    public static TheoryData<string, string> Matrix
    {
        get
        {
            var matrix = new TheoryData<string, string>();
            foreach (var way in new[] { "publish", "subscribe", "deliver", "retained", "resume", "qos2", "will", "shared", "admin" })
            {
                foreach (var permission in new[] { "allow", "deny", "revoke", "throw", "quarantine", "block" }) matrix.Add(way, permission);
            }

            return matrix;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Nothing_leaks(string way, string permission)
    {
        await using var auth = await AuthBroker.StartAsync(rules: permission == "deny" ? Closed : Open, toml: "max_failures_per_address = 0\n");
        using var rules = new FaultyRules(permission == "block");
        var scene = new Scene(auth);
        if (!await scene.PrepareAsync(way))
        {
            Assert.Equal("deny", permission); // refused at the door
            return;
        }

        if (permission == "revoke") await auth.RuleAsync(Closed);
        else if (permission is "throw" or "quarantine" or "block") auth.Plugin.Parts.Access!.State = new AccessState(new RuleSet(rules, [], []), auth.Plugin.Parts.Accounts!.Accounts);
        if (permission == "quarantine") await scene.FailOftenAsync();
        var act = scene.ActAsync(way);
        await auth.Broker.CompleteAsync(act);
        var received = await act;
        Assert.Equal(permission == "allow" ? ["secret"] : [], received);
    }

    /// <summary>alice would like to see, or to say, a secret; root has it, or listens.</summary>
    private sealed class Scene(AuthBroker auth)
    {
        private RawClient _alice = null!;
        private RawClient _root = null!;

        internal async Task<bool> PrepareAsync(string way)
        {
            _root = await auth.ConnectAsync("r", "root");
            byte[]? will = way == "will" ? [.. Packet.Props(5, []), .. Packet.Utf8("secret/x"), .. Packet.Utf8("secret")] : null;
            byte[] properties = [.. Packet.SessionExpiry(1000), .. way == "qos2" ? (byte[])[0x21, 0, 1] : []]; // Receive Maximum 1
            (_alice, var code) = await auth.TryConnectAsync("a", "alice", "alice", clean: false, properties: properties, will: will);
            if (code != 0) return false;
            if (way is "publish" or "will") await _root.SubscribeAsync("#");
            if (way is "deliver" or "resume" or "admin" or "qos2") await _alice.SubscribeAsync("#", 2);
            if (way is "shared") await _alice.SubscribeAsync("$share/g/#", 2);
            if (way is "retained") await SecretAsync(retain: true);
            if (way is "resume")
            {
                await _alice.DisconnectAsync();
                await SecretAsync();
            }

            if (way is "qos2")
            {
                await _root.PublishAsync("open/x", "open", qos: 2, packetId: 8);
                await _root.ReadAsync(5);
                Assert.Equal("open", (await _alice.ReadAsync(3)).Payload);
                await SecretAsync(); // waits behind it
            }

            return true;
        }

        internal async Task<List<string>> ActAsync(string way)
        {
            switch (way)
            {
                case "publish":
                    await _alice.PublishAsync("secret/x", "secret", qos: 1, packetId: 1);
                    await _alice.ReadAsync(4);
                    return await PayloadsAsync(_root);
                case "will":
                    await _alice.CutAsync();
                    return await PayloadsAsync(_root);
                case "subscribe":
                    await _alice.SubscribeAsync("secret/#", 1);
                    await SecretAsync();
                    break;
                case "retained":
                    await _alice.SubscribeAsync("#", 1);
                    break;
                case "resume":
                    await ResumeAsync();
                    break;
                case "qos2":
                    await _alice.SendAsync(Packet.Ack(5, 1));
                    await _alice.ReadAsync(6);
                    await _alice.SendAsync(Packet.Ack(7, 1));
                    break;
                case "admin":
                    await auth.Broker.Services.Publisher.PublishAsync(new Message { TopicName = "secret/x", Payload = "secret"u8.ToArray(), QoS = QoS.AtLeastOnce });
                    break;
                default:
                    await SecretAsync();
                    break;
            }

            return await PayloadsAsync(_alice);
        }

        private async Task ResumeAsync()
        {
            try
            {
                (_alice, _) = await auth.TryConnectAsync("a", "alice", "alice", clean: false, properties: Packet.SessionExpiry(1000));
            }
            catch (EndOfStreamException)
            {
                // Nobody is let in by a plugin that is in quarantine.
            }
        }

        /// <summary>So that the host gives up on the plugin.</summary>
        internal async Task FailOftenAsync()
        {
            for (var i = 0; i < 12; i++)
            {
                await _root.PublishAsync("open/x", "open", qos: 1, packetId: 20 + i);
                await _root.ReadAsync(4);
            }

            Assert.Equal(Plugins.PluginState.Quarantined, auth.Broker.Plugins.List().Single().State);
        }

        // Not through OnMsgArrived, which fails as well: it is the way out that is looked at.
        private async Task SecretAsync(bool retain = false)
        {
            await auth.Broker.Services.Publisher.PublishAsync(new Message { TopicName = "secret/x", Payload = "secret"u8.ToArray(), QoS = QoS.ExactlyOnce, Retain = retain });
        }

        private static async Task<List<string>> PayloadsAsync(RawClient client)
        {
            try
            {
                return [.. (await AuthBroker.ReceivedAsync(client)).Select(m => m.Payload)];
            }
            catch (Exception exception) when (exception is EndOfStreamException or InvalidOperationException)
            {
                return []; // not connected
            }
        }
    }

    /// <summary>Rules that throw, or never end, when they are looked at.</summary>
    private sealed class FaultyRules(bool blocks) : IReadOnlyList<Rule>, IDisposable
    {
        private readonly ManualResetEventSlim _end = new();

        public int Count => 1;

        public Rule this[int index] => throw new NotSupportedException();

        public IEnumerator<Rule> GetEnumerator()
        {
            if (blocks) _end.Wait(TimeSpan.FromSeconds(1)); // longer than a hook may take, by the clock that the test moves
            throw new InvalidDataException("the rules are out of order");
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public void Dispose() => _end.Set();
    }
}
