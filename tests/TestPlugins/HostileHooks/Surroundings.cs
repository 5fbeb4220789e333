using System.Globalization;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>What a thread carries with it, which a hook can change.</summary>
internal static class Surroundings
{
    internal static string Describe()
        => $"context={SynchronizationContext.Current?.GetType().Name ?? "none"} culture={CultureInfo.CurrentCulture.Name} priority={Thread.CurrentThread.Priority}";

    internal static void Spoil()
    {
        SynchronizationContext.SetSynchronizationContext(new Swallowing());
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo("ar-SA") { NumberFormat = { NegativeSign = "minus", NumberDecimalSeparator = "!" } };
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
    }

    /// <summary>What is posted to it never runs.</summary>
    private sealed class Swallowing : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }

        public override void Send(SendOrPostCallback d, object? state)
        {
        }
    }
}
