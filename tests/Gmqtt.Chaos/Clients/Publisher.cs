using System.Net;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Clients;

/// <summary>A publisher with a session: sends QoS 1 and 2 mixed, some at a time, and after the broker's end sends again what was not acknowledged, in order.</summary>
internal sealed class Publisher
{
    private const byte ServerShuttingDown = 0x8B;

    private readonly PublisherPlan _plan;
    private readonly Book _book;
    private readonly PublisherLedger _ledger;
    private readonly Random _random;
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<int, Outstanding> _outstanding = [];
    private readonly SemaphoreSlim _window;
    private TaskCompletionSource _emptied = new();
    private Link? _link;
    private bool _hasSession;
    private int _packetId;

    internal Publisher(PublisherPlan plan, Book book, int seed)
        : this(plan, book, book.Open(plan.Number, plan.Topics), seed)
    {
    }

    private Publisher(PublisherPlan plan, Book book, PublisherLedger ledger, int seed)
    {
        _plan = plan;
        _book = book;
        _ledger = ledger;
        _random = new Random(unchecked((seed * 7919) + plan.Number));
        _window = new SemaphoreSlim(plan.Window);
    }

    internal PublisherLedger Ledger => _ledger;

    /// <summary>Completes when the connection has ended.</summary>
    internal Task Ended => _link?.Ended ?? Task.CompletedTask;

    private string ClientId => $"chaos-publisher-{_plan.Number}";

    /// <summary>The same session as it is now, for a copy of the broker.</summary>
    /// <param name="book">The fork of the book, made before: what the ledger knows to be acknowledged is not outstanding any more.</param>
    internal Publisher Fork(Book book)
    {
        var fork = new Publisher(_plan, book, book.Find(_plan.Number)!, seed: 0) { _hasSession = _hasSession, _packetId = _packetId };
        lock (_gate)
        {
            foreach (var (id, message) in _outstanding.Where(o => o.Value.Sequence < fork._ledger.Count)) fork._outstanding[id] = message.Copy();
        }

        return fork;
    }

    /// <summary>Connects and resumes.</summary>
    internal async Task AttachAsync(EndPoint place)
    {
        var connect = Packet.Connect(ClientId, _plan.Version, clean: !_hasSession, properties: _plan.Version == 5 ? Packet.SessionExpiry(86_400) : []);
        if (!_hasSession && _plan.Version != 5)
        {
            // Clean Session of 3.1.1 would end the session with the connection.
            connect = Packet.Connect(ClientId, _plan.Version, clean: false);
        }

        if (await Link.OpenAsync(place, _plan.Version, connect) is not { } link)
        {
            _book.Violations.Add(Invariant.Alive, $"{ClientId} cannot connect");
            return;
        }

        if (link.SessionPresent != _hasSession) _book.Violations.Add(Invariant.SessionPresent, $"{ClientId}: Session Present {link.SessionPresent}, expected {_hasSession}");
        _link = link;
        link.Listen(TakeAsync);
        foreach (var packet in Resume(keep: link.SessionPresent)) await link.SendAsync(packet);
        _hasSession = true;
    }

    /// <summary>Sends until told to stop, or until the connection ends.</summary>
    internal async Task LoadAsync(int atMost, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _ = Ended.ContinueWith(_ => over.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            for (var sent = 0; sent < atMost && _link is not null;)
            {
                // In bursts, so that several are under way when the end comes.
                var burst = _plan.Rate == 0 ? _plan.Window : _random.Next(1 + (_plan.Rate / 25));
                for (var i = 0; i < burst; i++, sent++)
                {
                    await _window.WaitAsync(over.Token);
                    if (!await SendOneAsync()) return;
                }

                if (_plan.Rate > 0) await tick.WaitForNextTickAsync(over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough, or the broker is gone.
        }
    }

    /// <summary>Waits until everything is acknowledged.</summary>
    /// <returns>Whether it was.</returns>
    internal async Task<bool> SettledAsync(TimeSpan patience)
    {
        Task emptied;
        lock (_gate)
        {
            if (_outstanding.Count == 0) return true;
            _emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            emptied = _emptied.Task;
        }

        await ((Task)Task.WhenAny(emptied, Ended)).WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return emptied.IsCompleted;
    }

    internal async Task DetachAsync()
    {
        if (_link is { } link) await link.DisposeAsync();
        _link = null;
    }

    private async Task<bool> SendOneAsync()
    {
        var topic = _random.Next(_plan.Topics.Count);
        var qos = _plan.Retains ? 1 : 1 + _random.Next(2);
        var isClear = _plan.Retains && _random.Next(10) == 0;
        var sequence = _ledger.Send(topic, qos, isClear);
        var message = new Outstanding
        {
            Sequence = sequence,
            Topic = _plan.Topics[topic],
            Payload = isClear ? [] : ChaosPayload.Make(_plan.Number, sequence, _plan.Topics[topic], Size()),
            QoS = qos,
            SentAt = TimeProvider.System.GetTimestamp(),
        };
        int id;
        lock (_gate)
        {
            do _packetId = (_packetId % ushort.MaxValue) + 1;
            while (_outstanding.ContainsKey(_packetId));
            id = _packetId;
            _outstanding[id] = message;
        }

        return _link is { } link && await link.SendAsync(Bytes(id, message, dup: false));
    }

    /// <summary>Most are small: 60 % of the header, 20 % 100 bytes, 13 % to 4 KiB, 6 % to 16 KiB, 1 % the largest.</summary>
    private int Size() => Math.Clamp(_random.Next(100) switch
    {
        < 60 => ChaosPayload.HeaderSize,
        < 80 => 100,
        < 93 => _random.Next(100, 4096),
        < 99 => _random.Next(4096, 16 * 1024),
        _ => _plan.MaxSize,
    }, _plan.MinSize, _plan.MaxSize);

    private byte[] Bytes(int id, Outstanding message, bool dup)
        => Packet.Publish(message.Topic, message.Payload, message.QoS, id, _plan.Retains, dup, _plan.Version);

    /// <summary>What has to be sent again, [MQTT-4.4.0-1]; nothing where the broker has forgotten the session, and then nobody knows what became of it.</summary>
    private List<byte[]> Resume(bool keep)
    {
        var packets = new List<byte[]>();
        lock (_gate)
        {
            if (!keep)
            {
                foreach (var message in _outstanding.Values) _ledger.Settle(message.Sequence, Fate.Unknown);
                var open = _outstanding.Count;
                _outstanding.Clear();
                if (open > 0) _window.Release(open);
                _emptied.TrySetResult();
                return packets;
            }

            foreach (var (id, message) in _outstanding)
            {
                message.IsResent = true;
                packets.Add(message.IsReleased ? Packet.Ack(6, id) : Bytes(id, message, dup: true));
            }
        }

        return packets;
    }

    private async Task TakeAsync(ReceivedPacket packet)
    {
        switch (packet.Type)
        {
            case 4: // PUBACK
                Complete(packet.PacketId, packet.ReasonCode < 0x80 ? Fate.Owned : Fate.Refused);
                break;
            case 5 when packet.ReasonCode < 0x80: // PUBREC
                Release(packet.PacketId);
                await _link!.SendAsync(Packet.Ack(6, packet.PacketId));
                break;
            case 5:
                Complete(packet.PacketId, Fate.Refused);
                break;
            case 7: // PUBCOMP
                Complete(packet.PacketId, null);
                break;
            case 14 when packet.ReasonCode == ServerShuttingDown:
                break;
            default:
                _book.Violations.Add(Invariant.Ghost, $"{ClientId} got {packet}");
                break;
        }
    }

    private void Release(int id)
    {
        lock (_gate)
        {
            if (!_outstanding.TryGetValue(id, out var message)) return;
            if (!message.IsReleased) Owned(message);
            message.IsReleased = true;
        }
    }

    private void Complete(int id, Fate? fate)
    {
        lock (_gate)
        {
            if (!_outstanding.Remove(id, out var message)) return;
            if (fate == Fate.Owned) Owned(message);
            else if (fate == Fate.Refused) _ledger.Settle(message.Sequence, message.IsResent ? Fate.Unknown : Fate.Refused);
            _window.Release();
            if (_outstanding.Count == 0) _emptied.TrySetResult();
        }
    }

    private void Owned(Outstanding message)
    {
        _ledger.Settle(message.Sequence, Fate.Owned);
        if (!message.IsResent) _book.Acknowledged(TimeProvider.System.GetElapsedTime(message.SentAt));
    }
}
