using Gmqtt.Broker.Stores;

namespace Gmqtt.Broker.Outbound;

/// <summary>
/// Which bytes of a connection's buffer may not leave yet: an acknowledgement promises that what it acknowledges is stored, so it and everything behind it stays until the
/// journal has committed its ticket. Bytes before the first such packet leave at once. A journal has two batches that are not committed, the one that gathers and the one under
/// way, so two marks are enough. Guarded by the outbox's gate.
/// </summary>
internal sealed class HeldBytes
{
    private readonly Journal _journal;
    private long _firstTicket;
    private int _firstAt;
    private long _lastTicket;
    private int _lastAt;

    internal HeldBytes(Journal journal) => _journal = journal;

    /// <summary>The ticket that the first bytes wait for.</summary>
    internal long Ticket => _firstTicket;

    /// <summary>What stands at an offset and behind it waits for a ticket.</summary>
    internal void Hold(int at, long ticket)
    {
        if (ticket <= _lastTicket || ticket <= _journal.CommittedUpTo) return;
        if (_firstTicket == 0) (_firstTicket, _firstAt) = (ticket, at);
        else if (_lastTicket > _firstTicket) (_firstTicket, _firstAt) = (_lastTicket, _lastAt); // three waits: the oldest is over
        (_lastTicket, _lastAt) = (ticket, at);
    }

    /// <summary>How many of so many bytes may leave.</summary>
    internal int Free(int length)
    {
        if (_firstTicket == 0) return length;
        var committed = _journal.CommittedUpTo;
        if (_lastTicket <= committed)
        {
            _firstTicket = _lastTicket = 0;
            return length;
        }

        if (_firstTicket <= committed) (_firstTicket, _firstAt) = (_lastTicket, _lastAt);
        return _firstAt;
    }

    /// <summary>So many bytes have left the front.</summary>
    internal void Left(int count)
    {
        _firstAt -= count;
        _lastAt -= count;
    }

    /// <summary>So many bytes were put before what is held.</summary>
    internal void Shift(int count) => Left(-count);
}
