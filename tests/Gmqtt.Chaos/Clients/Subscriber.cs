using System.Net;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Clients;

/// <summary>A subscriber with a session. It writes down what it gets before it acknowledges it.</summary>
internal sealed class Subscriber
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly SubscriberPlan _plan;
    private readonly Book _book;
    private TaskCompletionSource<ReceivedPacket>? _answer;
    private Link? _link;
    private bool _hasSession;
    private PeriodicTimer? _pace;

    internal Subscriber(SubscriberPlan plan, Book book)
        : this(plan, book, new Receipts())
    {
    }

    private Subscriber(SubscriberPlan plan, Book book, Receipts receipts)
    {
        _plan = plan;
        _book = book;
        Inbox = new Inbox(plan, book, receipts);
    }

    internal SubscriberPlan Plan => _plan;

    internal Inbox Inbox { get; }

    internal Receipts Receipts => Inbox.Receipts;

    internal bool IsAttached => _link is not null;

    /// <summary>Whether it takes its time; not while what is owed is counted.</summary>
    internal bool IsSlow { get; set; }

    /// <summary>Completes when the connection has ended.</summary>
    internal Task Ended => _link?.Ended ?? Task.CompletedTask;

    private string ClientId => $"chaos-subscriber-{_plan.Name}";

    /// <summary>The same session as it is now, for a copy of the broker, with a book of its own for what is wrong.</summary>
    /// <param name="book">Where that is noted.</param>
    /// <param name="receipts">What it had received.</param>
    internal Subscriber Fork(Book book, Receipts receipts) => new(_plan, book, receipts) { _hasSession = _hasSession };

    /// <summary>Connects, and subscribes where it has no session yet or the broker has forgotten it.</summary>
    internal async Task AttachAsync(EndPoint place)
    {
        byte[] properties = _plan.Version != 5 ? [] : [.. Packet.SessionExpiry(86_400), .. _plan.ReceiveMaximum > 0 ? (byte[])[0x21, .. Packet.U16(_plan.ReceiveMaximum)] : []];
        if (await Link.OpenAsync(place, _plan.Version, Packet.Connect(ClientId, _plan.Version, clean: false, properties: properties)) is not { } link)
        {
            _book.Violations.Add(Invariant.Alive, $"{ClientId} cannot connect");
            return;
        }

        if (link.SessionPresent != _hasSession) _book.Violations.Add(Invariant.SessionPresent, $"{ClientId}: Session Present {link.SessionPresent}, expected {_hasSession}");
        if (!link.SessionPresent) Receipts.Forget();
        _link = link;
        link.Listen(TakeAsync);
        if (!link.SessionPresent) await SubscribeAsync();
        _hasSession = true;
    }

    /// <summary>Subscribes; what is acknowledged has to outlive everything.</summary>
    internal Task SubscribeAsync() => AskAsync(Packet.Subscribe(1, _plan.Version, [], (_plan.Filter, _plan.QoS)));

    internal Task UnsubscribeAsync() => AskAsync(Packet.Unsubscribe(1, _plan.Version, _plan.Filter));

    /// <summary>Lets go of the connection, without a word or with DISCONNECT.</summary>
    internal async Task DetachAsync(bool politely = false)
    {
        if (_link is not { } link) return;
        if (politely) await link.SendAsync(Packet.Disconnect(_plan.Version));
        await link.DisposeAsync();
        _link = null;
    }

    private async Task AskAsync(byte[] packet)
    {
        var answer = _answer = new TaskCompletionSource<ReceivedPacket>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _link!.SendAsync(packet);
        await ((Task)Task.WhenAny(answer.Task, Ended)).WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!answer.Task.IsCompleted) _book.Violations.Add(Invariant.Alive, $"{ClientId}: no SUBACK or UNSUBACK");
        else if ((await answer.Task).ReasonCodes.Any(c => c >= 0x80)) _book.Violations.Add(Invariant.Alive, $"{ClientId}: refused by {await answer.Task}");
    }

    private async Task TakeAsync(ReceivedPacket packet)
    {
        if (packet.Type is 9 or 11)
        {
            _answer?.TrySetResult(packet);
            return;
        }

        var reply = Inbox.Take(packet);
        if (IsSlow && _plan.Pace > 0) await (_pace ??= new PeriodicTimer(TimeSpan.FromSeconds(1.0 / _plan.Pace))).WaitForNextTickAsync();
        if (reply is not null) await _link!.SendAsync(reply);
    }
}
