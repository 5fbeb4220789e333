using Gmqtt.Broker.Hooks;
using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Stats;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// What one thread needs while it handles what one read brought, and what has to be done once at the end of it: flush each touched connection, tell the hooks what was
/// delivered and dropped, add up the counts. Rented from <see cref="BatchPool"/>; never crosses an await.
/// </summary>
internal sealed class Batch : IDisposable
{
    private readonly BatchPool _pool;
    private readonly FlushList _flushes = new();
    private readonly List<Notice> _notices = [];
    private long _waited;
    private int _waiters;

    internal Batch(BatchPool pool, BrokerOptions options, MessagePool messages)
    {
        _pool = pool;
        Options = options;
        Topics = new TopicCache(
            options.Mqtt.DeliveryMode, new(options.Limits.MaxTopicLevels, options.Limits.MaxTopicBytes), options.Limits.AllowControlCharacters);
        Message = new RoutedMessage(messages);
    }

    /// <summary>The options this batch was made for; after a reload it is not used again.</summary>
    internal BrokerOptions Options { get; }

    internal TopicCache Topics { get; }

    /// <summary>The message being routed; one at a time.</summary>
    internal RoutedMessage Message { get; }

    /// <summary>Messages that are routed together; whoever handles another packet ends the run first.</summary>
    internal MessageRun Run { get; } = new();

    internal Tally Tally { get; } = new(new PacketBytes());

    /// <summary>What clients together make the broker hold.</summary>
    internal HeldMemory Held => _pool.Held;

    /// <summary>Places in queues and windows that this batch has taken and not told of yet.</summary>
    internal long Unsettled => (Tally.Queued + Tally.InFlight) * HeldMemory.PlaceBytes;

    /// <summary>Messages for clients that were dropped because there was no memory for them.</summary>
    internal int DroppedForMemory { get; private set; }

    /// <summary>The journal's ticket of the latest change made in this batch: acknowledgements leave when it is committed. 0 while nothing durable has changed.</summary>
    internal long Ticket { get; set; }

    /// <summary>The hooks that everything in this batch is told to; entered until the batch ends.</summary>
    internal HookSet Hooks { get; set; } = HookSet.Empty;

    /// <summary>When it began, for <see cref="DeliveryLatency"/>.</summary>
    internal long Began { get; set; }

    /// <summary>Messages that were sent without waiting in a queue.</summary>
    internal int SentAtOnce { get; set; }

    /// <summary>Whether somebody wants to hear of deliveries; asked before the message is copied for it.</summary>
    internal bool WantsDelivered => Hooks.OnDelivered is not null;

    /// <summary>Whether somebody wants to hear of drops.</summary>
    internal bool WantsDropped => Hooks.OnMsgDropped is not null;

    internal void Touch(Outbox outbox) => _flushes.Add(outbox);

    /// <summary>A message is sent that waited in a queue for so many milliseconds; those that follow each other have mostly waited alike.</summary>
    internal void Waited(long milliseconds)
    {
        if (milliseconds == _waited) _waiters++;
        else
        {
            TellWaited();
            (_waited, _waiters) = (milliseconds, 1);
        }
    }

    /// <summary>Passes on what <see cref="Waited"/> has gathered.</summary>
    internal void TellWaited()
    {
        if (_waiters > 0) _pool.Delivery.Add(TimeSpan.FromMilliseconds(Math.Max(0, _waited)), _waiters);
        _waiters = 0;
    }

    /// <summary>Notes a delivery; the reference to the message is the note's.</summary>
    internal void Delivered(IClient client, StoredMessage message, QoS qos, bool retain)
        => _notices.Add(new Notice(client, client.ClientId, message, qos, retain, null));

    /// <summary>Counts a drop and notes it; takes over the caller's reference to the message.</summary>
    internal void Dropped(string clientId, StoredMessage message, QoS qos, bool retain, DropReason reason)
    {
        Tally.Drop(qos, reason);
        if (reason == DropReason.MemoryFull) DroppedForMemory++;
        if (WantsDropped) _notices.Add(new Notice(null, clientId, message, qos, retain, reason));
        else message.Release();
    }

    /// <summary>Sends what has gathered so far.</summary>
    internal void Flush() => _flushes.Flush();

    /// <summary>Ends the batch and gives it back.</summary>
    public void Dispose()
    {
        Run.Clear();
        Run.From(default, default); // the bytes are not ours any more
        _flushes.Flush();
        _pool.Complete(this, _notices);
    }
}
