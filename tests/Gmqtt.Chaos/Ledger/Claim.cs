using Gmqtt.Chaos.Clients;

namespace Gmqtt.Chaos.Ledger;

/// <summary>What one subscription is owed: every message the broker has taken over since its SUBACK, by one member at least where it is shared.</summary>
internal sealed class Claim
{
    private readonly Book _book;
    private readonly IReadOnlyList<Subscriber> _members;
    private readonly Dictionary<int, int> _next = [];

    internal Claim(Book book, params IReadOnlyList<Subscriber> members)
    {
        _book = book;
        _members = members;
        foreach (var member in members) member.Inbox.Arrived += (publisher, sequence) => Check(member, publisher, sequence);
    }

    /// <summary>Whether there is a subscription. It is changed only while nothing is under way.</summary>
    internal bool IsActive { get; private set; } = true;

    /// <summary>Whether all members are there to get what is owed.</summary>
    internal bool CanBeSettled => IsActive && _members.All(m => m.IsAttached);

    private string Name => string.Join(" or ", _members.Select(m => m.Plan.Name));

    /// <summary>What is acknowledged from now on is owed, or not any more.</summary>
    internal void Switch(bool isActive)
    {
        IsActive = isActive;
        foreach (var publisher in _book.Publishers) _next[publisher.Number] = publisher.Count;
    }

    /// <summary>How many owed messages have not come.</summary>
    internal int Missing() => _book.Publishers.Sum(p => Owed(p, _next.GetValueOrDefault(p.Number)).Count());

    /// <summary>What has not come by now is lost; what comes later is owed anew.</summary>
    /// <returns>How many were lost.</returns>
    internal int Settle()
    {
        var lost = 0;
        foreach (var publisher in _book.Publishers)
        {
            var next = publisher.Count;
            foreach (var sequence in Owed(publisher, _next.GetValueOrDefault(publisher.Number)))
            {
                lost++;
                _book.Violations.Add(Invariant.Lost, $"{Name} did not get message {sequence} of publisher {publisher.Number} to {publisher.Topics[publisher.Find(sequence)!.Value.Topic]}");
            }

            _next[publisher.Number] = next;
        }

        return lost;
    }

    private IEnumerable<int> Owed(PublisherLedger publisher, int from)
    {
        var wanted = publisher.Topics.Select(topic => _members[0].Plan.Wants(topic)).ToArray();
        if (!wanted.Contains(true)) yield break;
        var sent = publisher.From(from);
        for (var i = 0; i < sent.Length; i++)
        {
            if (sent[i].Fate == Fate.Owned && wanted[sent[i].Topic] && !_members.Any(m => m.Receipts.Has(publisher.Number, from + i))) yield return from + i;
        }
    }

    private void Check(Subscriber member, int publisher, int sequence)
    {
        if (!IsActive) _book.Violations.Add(Invariant.Ghost, $"{member.Plan.Name} got message {sequence} of publisher {publisher} behind its UNSUBACK");
    }
}
