namespace Gmqtt.Broker.Outbound;

/// <summary>
/// All that an I/O thread does between two waits for the network, when several connections were readable at once. A listener opens it and ends it; connections that got
/// little from each of the reads in it are flushed once, at its end: 200 publishers to one subscriber cost it one send a turn instead of 200.
/// </summary>
public static class ReadTurn
{
    // The turn of a thread, not of a connection: who reads for one connection sends to others, and a handler that had to wait goes on elsewhere, outside the turn.
    [ThreadStatic]
    private static FlushList? _list;

    [ThreadStatic]
    private static bool _isOpen;

    /// <summary>The list of the turn that this thread is in, or null.</summary>
    internal static FlushList? Open => _isOpen ? _list : null;

    /// <summary>Begins a turn on this thread, which has none.</summary>
    public static void Begin()
    {
        _list ??= new FlushList();
        _isOpen = true;
    }

    /// <summary>Ends the turn: sends what has gathered in it.</summary>
    public static void End()
    {
        if (!_isOpen) return;
        _isOpen = false; // before the flush: it is the last of this turn, and keeps nothing back
        _list!.Flush();
    }
}
