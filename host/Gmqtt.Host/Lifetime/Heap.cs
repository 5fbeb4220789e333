namespace Gmqtt.Host.Lifetime;

/// <summary>
/// Collects everything and gives back what is free, in two steps: a collection beside whatever runs, which tells how much is alive and by itself gives nothing back; and, where
/// that is little, one that moves it together while everything stands still. After 10,000 connections: 195 MiB resident, 193 after the first step, 123 after the second,
/// which took 32 ms. With much alive the standstill would be felt, so there it is left to the runtime.
/// What native libraries have freed goes with it.
/// </summary>
internal sealed class Heap
{
    /// <summary>Moved together in some hundred milliseconds at most.</summary>
    private const long Little = 64L << 20;

    private readonly long _little;
    private long _collections = -1;

    internal Heap(long little = Little) => _little = little;

    /// <returns>False when the first step still runs: to be called again.</returns>
    internal bool GiveBack()
    {
        if (_collections < 0)
        {
            _collections = Full.Count;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            return false;
        }

        if (Full is var (count, alive) && count == _collections) return false;
        _collections = -1;
        if (alive <= _little) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.GiveBack();
        return true;
    }

    /// <summary>Full collections so far, and what was alive after the last.</summary>
    private static (long Count, long Alive) Full
    {
        get
        {
            var beside = GC.GetGCMemoryInfo(GCKind.Background);
            var blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking);
            var last = beside.Index > blocking.Index ? beside : blocking;
            return (last.Index, last.HeapSizeBytes - last.FragmentedBytes);
        }
    }
}
