namespace Gmqtt.TestPlugins.HostileLife;

/// <summary>What keeps a load context in memory.</summary>
internal static class Leaks
{
    private static readonly List<Timer> Timers = [];

    /// <summary>A timer that is never disposed, and a static event of the framework.</summary>
    internal static void Hold()
    {
        Timers.Add(new Timer(static _ => Timers.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), null, 5, 5));
        AppDomain.CurrentDomain.FirstChanceException += static (_, _) => _ = Timers.Count;
    }

    /// <summary>A thread of its own that nobody ends.</summary>
    internal static void Run() => new Thread(static () => Thread.Sleep(Timeout.Infinite)) { IsBackground = true, Name = "leaked" }.Start();
}
