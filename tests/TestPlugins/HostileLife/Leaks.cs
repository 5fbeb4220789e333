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

    /// <summary>A thread of its own that nobody ends. In a loop: as its last call the sleep would take the frame's place, and nothing of the plugin would be on the thread.</summary>
    internal static void Run()
    {
        var thread = new Thread(static () =>
        {
            while (true) Thread.Sleep(Timeout.Infinite);
        });
        thread.IsBackground = true;
        thread.Start();
    }
}
