namespace Gmqtt.Broker.Stores;

/// <summary>The batch that is gathering, for as long as this is not disposed: append and let go. Never waits, and takes no other lock.</summary>
internal ref struct JournalWriter
{
    private readonly Journal _journal;
    private Lock.Scope _scope;

    internal JournalWriter(Journal journal, JournalGroup group, Lock.Scope scope)
    {
        _journal = journal;
        _scope = scope;
        Changes = group.Changes;
        Ticket = group.Number;
    }

    internal ChangeBatch Changes { get; }

    /// <summary>What is appended here is safe when this is committed.</summary>
    internal long Ticket { get; }

    public void Dispose()
    {
        var wake = _journal.Appended();
        _scope.Dispose();
        wake?.Release();
    }
}
