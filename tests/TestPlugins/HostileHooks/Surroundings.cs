using System.Globalization;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>What a thread carries with it, which a hook can change.</summary>
internal static class Surroundings
{
    internal static string Describe()
        => $"context={SynchronizationContext.Current?.GetType().Name ?? "none"} minus={CultureInfo.CurrentCulture.NumberFormat.NegativeSign} priority={Thread.CurrentThread.Priority}";

    internal static void Spoil()
    {
        SynchronizationContext.SetSynchronizationContext(new Swallowing());
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "minus";
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
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
