using System.Reflection;
using System.Reflection.Metadata;

namespace Gmqtt.PluginHost.Loading;

/// <summary>Whether a retired plugin is gone from memory. Asking costs full collections; it is for the background.</summary>
internal static class Unloading
{
    // One that behaves is gone after two; some libraries let go a second or two later. What goes later still is no leak any more from then on.
    private const int Rounds = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan CollectionMayTake = TimeSpan.FromSeconds(30);

    // A finalizer of a plugin's that hangs would hang whoever waits for the finalizers.
    private static readonly TimeSpan FinalizersMayTake = TimeSpan.FromSeconds(5);

    /// <summary>Collects until the context is gone, a few times with longer and longer pauses, three seconds in all.</summary>
    /// <param name="context">From <see cref="LoadedAssembly.Retire"/>.</param>
    /// <param name="timeProvider">For the pauses.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when it is gone; false when something still holds it.</returns>
    public static async ValueTask<bool> VerifyAsync(WeakReference context, TimeProvider timeProvider, CancellationToken cancellationToken = default)
    {
        for (var round = 0; round < Rounds; round++)
        {
            if (!context.IsAlive)
                return true;
            if (round > 0)
                await Task.Delay(Pause * (1 << (round - 1)), timeProvider, cancellationToken);
            ClearCaches();
            await CollectAsync(timeProvider, cancellationToken);
            if (!await FinalizersAsync(timeProvider, cancellationToken))
                return false;
        }

        return !context.IsAlive;
    }

    /// <summary>
    /// Empties the framework's caches of types, such as the JSON serializer's, which would keep a plugin's types. These are the functions that "hot reload" of a debugger calls; a
    /// framework without them costs some plugins their unloading and nothing else.
    /// </summary>
    /// <returns>How many caches there were.</returns>
    public static int ClearCaches()
    {
        var cleared = 0;
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsCollectible && !a.IsDynamic))
        {
            foreach (var handler in Handlers(assembly))
            {
                try
                {
                    if (handler.GetMethod("ClearCache", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Type[])]) is { } clear)
                    {
                        clear.Invoke(null, [null]);
                        cleared++;
                    }
                }
                catch (Exception)
                {
                    // One cache less; the others are worth it.
                }
            }
        }

        return cleared;
    }

    private static List<Type> Handlers(Assembly assembly)
    {
        try
        {
            return assembly.GetCustomAttributes<MetadataUpdateHandlerAttribute>().Select(a => a.HandlerType).ToList();
        }
        catch (Exception)
        {
            return [];
        }
    }

    /// <summary>
    /// One collection of everything in the background: a blocking one would stop the broker for as long as it takes to go through all its sessions. Where the runtime is told to
    /// collect without a background, it blocks all the same.
    /// </summary>
    private static async ValueTask CollectAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var before = Collections();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        var began = timeProvider.GetTimestamp();
        while (Collections() == before && timeProvider.GetElapsedTime(began) < CollectionMayTake) await Task.Delay(Step, timeProvider, cancellationToken);
    }

    private static long Collections() => GC.GetGCMemoryInfo(GCKind.Background).Index + GC.GetGCMemoryInfo(GCKind.FullBlocking).Index;

    private static async ValueTask<bool> FinalizersAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Factory.StartNew(GC.WaitForPendingFinalizers, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(FinalizersMayTake, timeProvider, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
