using System.Runtime;

namespace Gmqtt.Host.Persistence;

/// <summary>
/// What is loaded from a store stays. To collect while it is loaded finds no garbage, and moves everything twice: of a million sessions that was 7 of 12 seconds of processor
/// time. So nothing is collected meanwhile, as far as memory goes, and once at the end, while nobody is connected to notice.
/// </summary>
internal static class Loading
{
    /// <summary>Some three million sessions.</summary>
    private const long Most = 4L << 30;

    /// <summary>What is less than this the first collection that comes along goes through in no time.</summary>
    private const long WorthCollecting = 64L << 20;

    internal static async Task RunAsync(Func<Task> load)
    {
        var isQuiet = TryBegin();
        try
        {
            await load();
        }
        finally
        {
            if (isQuiet) End();
        }
    }

    private static bool TryBegin()
    {
        try
        {
            return GC.TryStartNoGCRegion(Math.Min(Most, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidOperationException)
        {
            return false; // the collector as it is set up here has no such room, or somebody else has asked for it
        }
    }

    private static void End()
    {
        // When more has come than there was room for, the runtime has ended it.
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion) return;
        GC.EndNoGCRegion();
        // In place: there are no gaps between objects that all stay.
        if (GC.GetTotalMemory(forceFullCollection: false) > WorthCollecting) GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
    }
}
