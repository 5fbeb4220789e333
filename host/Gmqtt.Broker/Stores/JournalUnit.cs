namespace Gmqtt.Broker.Stores;

/// <summary>
/// While it is not disposed, the journal's batch is not cut: what is appended meanwhile, by whomever, is committed together. Begun before any session's lock is taken, ended
/// on the same thread, with nothing awaited between. Inside another it belongs to that one: a hook that is asked during a delivery may publish.
/// </summary>
internal readonly ref struct JournalUnit
{
    private readonly ReaderWriterLockSlim? _cut;

    internal JournalUnit(ReaderWriterLockSlim cut)
    {
        _cut = cut;
        cut.EnterReadLock();
    }

    public void Dispose() => _cut?.ExitReadLock();
}
