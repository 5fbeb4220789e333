using System.Globalization;
using Gmqtt.Broker;
using Gmqtt.Stores.Tests.Engine;
using Gmqtt.Testing;

namespace Gmqtt.Stores.Tests.Model;

/// <summary>Plays a script to a broker and to the model, and compares after every step.</summary>
internal sealed class ModelRun : IAsyncDisposable
{
    private const int Window = 3;

    /// <summary>Of <see cref="Grain"/>; the end of a session may wait for the store.</summary>
    private const int MostBeats = 1000;

    private static readonly TimeSpan SessionExpiry = TimeSpan.FromHours(2);

    /// <summary>The expiry of a session is checked by the broker's heartbeat, not to the instant.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(2);

    // QoS 0 for the absent may be dropped or kept; here it is dropped, so that one order holds for all that waits.
    private static readonly BrokerOptions Options = TestBroker.Defaults with
    {
        Mqtt = TestBroker.Defaults.Mqtt with { QueueQoS0Messages = false, MaxInflight = Window, SessionExpiry = SessionExpiry, MessageExpiry = TimeSpan.Zero, InflightExpiry = TimeSpan.Zero },
    };

    private readonly Lives? _lives;
    private readonly TestBroker? _broker;
    private readonly ModelSession?[] _sessions = new ModelSession?[Step.Clients];
    private readonly ModelClient?[] _clients = new ModelClient?[Step.Clients];
    private int _number;
    private int _packetId;

    private ModelRun(Lives? lives, TestBroker? broker)
    {
        _lives = lives;
        _broker = broker;
    }

    private TestBroker Broker => _broker ?? _lives!.Broker;

    private DateTimeOffset Now => Broker.Time.GetUtcNow();

    internal static async Task PlayAsync(IEnumerable<Step> script, bool isDurable)
    {
        await using var run = isDurable ? new ModelRun(await Lives.BeginAsync(new RamPlace(), Options), null) : new ModelRun(null, await TestBroker.StartAsync(Options));
        foreach (var step in script)
        {
            await run.PlayAsync(step);
            foreach (var client in run._clients) await (client?.IdleAsync() ?? Task.CompletedTask);
        }
    }

    public ValueTask DisposeAsync() => _lives?.DisposeAsync() ?? _broker!.DisposeAsync();

    private Task PlayAsync(Step step)
    {
        switch (step.Act)
        {
            case Act.Connect:
                return ConnectAsync(step);
            case Act.Wait:
                return WaitAsync(TimeSpan.FromSeconds(step.Flag ? 600 : 60));
            case Act.Crash or Act.Restart:
                return _lives is null ? Task.CompletedTask : EndAsync(step.Act == Act.Crash);
            default:
                return _clients[step.Client] is { } client ? PlayAsync(step, client) : Task.CompletedTask;
        }
    }

    private Task PlayAsync(Step step, ModelClient client) => step.Act switch
    {
        Act.Disconnect => LeaveAsync(step, client, isPolite: true),
        Act.Drop => LeaveAsync(step, client, isPolite: false),
        Act.Subscribe => SubscribeAsync(step, client),
        Act.Unsubscribe => UnsubscribeAsync(step, client),
        Act.Publish => PublishAsync(step, client),
        Act.PublishAgain => PublishAgainAsync(client),
        Act.Release => ReleaseAsync(client),
        Act.Acknowledge => AcknowledgeAsync(client, step.First),
        _ => AcknowledgeAllAsync(client),
    };

    private async Task ConnectAsync(Step step)
    {
        var at = step.Client;
        var wire = Broker.Open();
        wire.Version = step.Version;
        byte[] properties = step.Version == 5 ? [.. Packet.SessionExpiry(step.Expiry), .. step.Window == 0 ? [] : (byte[])[0x21, .. Packet.U16(step.Window)]] : [];
        await wire.SendAsync(Packet.Connect($"c{at}", step.Version, step.Flag, properties: properties));
        if (_clients[at] is { } former)
        {
            await former.LoseAsync();
            Left(at, Now, Now); // a session without an expiry ends with the connection it is taken from
        }

        var answer = await wire.ReadAsync(2);
        if (step.Flag) _sessions[at] = null; // [MQTT-3.1.2-4]
        var isPresent = _sessions[at] is not null;
        if (answer.ReasonCode != 0 || answer.SessionPresent != isPresent) throw new ModelMismatchException($"c{at}: expected session present {isPresent}, got {answer}"); // [MQTT-3.2.2-2]
        var session = _sessions[at] ??= new ModelSession();
        session.Expiry = step.Version == 5 ? step.Expiry : step.Flag ? 0 : (uint)SessionExpiry.TotalSeconds;
        session.Attach(step is { Version: 5, Window: > 0 } ? Math.Min(Window, step.Window) : Window);
        _clients[at] = new ModelClient($"c{at}", wire, session);
    }

    private async Task LeaveAsync(Step step, ModelClient client, bool isPolite)
    {
        var earliest = Now;
        if (isPolite && step.Flag && client is { Wire.Version: 5, Session.Expiry: > 0 })
        {
            client.Session.Expiry = step.Expiry;
            await client.Wire.DisconnectAsync(0, Packet.SessionExpiry(step.Expiry));
        }
        else
        {
            await (isPolite ? client.Wire.DisconnectAsync() : client.Wire.DropAsync());
        }

        Left(step.Client, earliest, Now);
    }

    private async Task SubscribeAsync(Step step, ModelClient client)
    {
        await client.SendAsync(Packet.Subscribe(++_packetId, client.Wire.Version, [], (step.Filter, step.QoS)));
        var answer = await client.AnswerAsync(9, _packetId);
        if (answer.ReasonCodes is not [var granted] || granted != step.QoS) throw new ModelMismatchException($"c{step.Client}: expected QoS {step.QoS} granted, got {answer}");
        client.Session.Subscriptions[step.Filter] = step.QoS;
    }

    private async Task UnsubscribeAsync(Step step, ModelClient client)
    {
        await client.SendAsync(Packet.Unsubscribe(++_packetId, client.Wire.Version, step.Filter));
        await client.AnswerAsync(11, _packetId);
        client.Session.Subscriptions.Remove(step.Filter);
    }

    private async Task PublishAsync(Step step, ModelClient client)
    {
        var payload = $"m{(++_number).ToString(CultureInfo.InvariantCulture)}";
        var packetId = step.QoS == 0 ? 0 : ++_packetId;
        foreach (var session in _sessions) session?.Offer(step.Topic, payload, step.QoS);
        await client.Wire.PublishAsync(step.Topic, payload, step.QoS, packetId);
        if (step.QoS > 0) await client.AnswerAsync(step.QoS == 1 ? 4 : 5, packetId);
        if (step.QoS == 2) client.Session.Unreleased.Add((packetId, step.Topic, payload));
        if (step is { QoS: 2, Flag: true }) await ReleaseAsync(client, client.Session.Unreleased.Count - 1);
    }

    /// <summary>[MQTT-4.3.3-10] a message sent again before its PUBREL is acknowledged again and delivered to nobody.</summary>
    private static async Task PublishAgainAsync(ModelClient client)
    {
        if (client.Session.Unreleased is not [var (packetId, topic, payload), ..]) return;
        await client.Wire.PublishAsync(topic, payload, 2, packetId, dup: true);
        await client.AnswerAsync(5, packetId);
    }

    private static async Task ReleaseAsync(ModelClient client, int index = 0)
    {
        if (client.Session.Unreleased.Count == 0) return;
        var packetId = client.Session.Unreleased[index].PacketId;
        client.Session.Unreleased.RemoveAt(index);
        await client.SendAsync(Packet.Ack(6, packetId));
        var answer = await client.AnswerAsync(7, packetId);
        if (answer.ReasonCode != 0) throw new ModelMismatchException($"the broker does not know {packetId} any more: {answer}");
    }

    private static async Task AcknowledgeAsync(ModelClient client, int index)
    {
        if (client.Session.Due is not { Count: > 0 } due) return;
        var entry = due[index % due.Count];
        await client.SendAsync(Packet.Ack(client.Session.Acknowledge(entry), entry.PacketId));
    }

    private static async Task AcknowledgeAllAsync(ModelClient client)
    {
        while (client.Session.Due.Count > 0)
        {
            await AcknowledgeAsync(client, 0);
            await client.SettleAsync();
        }
    }

    private async Task WaitAsync(TimeSpan time)
    {
        Broker.Time.Advance(time);
        await ExpireAsync();
    }

    private async Task EndAsync(bool isCrash)
    {
        var earliest = Now;
        if (isCrash) await CommittedAsync();
        await (isCrash ? _lives!.CrashAsync(options: Options) : _lives!.RestartAsync(options: Options));
        for (var at = 0; at < Step.Clients; at++) Left(at, earliest, Now);
        await ExpireAsync();
    }

    /// <summary>A SUBACK waits for the commit of all that came before. What a crash does to what is on its way is not for a model without chance.</summary>
    private async Task CommittedAsync()
    {
        var witness = await _lives!.ComeAsync("witness");
        await witness.SubscribeAsync("nothing");
        await witness.DropAsync();
    }

    private void Left(int at, DateTimeOffset earliest, DateTimeOffset latest)
    {
        _clients[at] = null;
        _sessions[at]?.Detach(earliest, latest);
        if (_sessions[at] is { Expiry: 0 }) _sessions[at] = null;
    }

    /// <summary>Sessions whose time is over are gone, and the others are there. Where it is too close to call, a moment passes.</summary>
    private async Task ExpireAsync()
    {
        bool IsClose(ModelSession? session) => session is { IsConnected: false } && Now + Grain > session.LeftAt.Earliest.AddSeconds(session.Expiry) && Now - Grain < session.LeftAt.Latest.AddSeconds(session.Expiry);
        while (_sessions.Any(IsClose)) await Broker.AdvanceAsync(Grain);
        for (var at = 0; at < Step.Clients; at++)
        {
            if (_sessions[at] is not { IsConnected: false } session || Now < session.LeftAt.Latest.AddSeconds(session.Expiry)) continue;
            var clientId = $"c{at}";
            _sessions[at] = null;
            for (var beats = 0; Broker.Services.ClientService.GetSession(clientId) is not null; beats++)
            {
                if (beats == MostBeats) throw new ModelMismatchException($"{clientId}: the session has not expired");
                await Broker.AdvanceAsync(Grain);
            }
        }
    }
}
