namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// One call of a hook that may take its time. It travels with the plugin's flow of control, so that <c>next</c>, which is made once for all calls, knows whose call it goes on
/// with; and a plugin whose time was up finds its own call closed, wherever it wakes up.
/// </summary>
internal sealed class HookCall
{
    private static readonly AsyncLocal<HookCall?> Flow = new();
    private int _state;

    internal HookCall(object owner, long began)
    {
        Owner = owner;
        Since = began;
    }

    private const int Waiting = 0;
    private const int WentOn = 1;
    private const int Closed = 2;

    /// <summary>The guard that made it.</summary>
    internal object Owner { get; }

    /// <summary>Whether the plugin waits for those further in: their time is not its time.</summary>
    internal volatile bool IsInNext;

    /// <summary>When the plugin began to take its own time: at the beginning, and again when those further in came back. Written before <see cref="IsInNext"/>.</summary>
    internal long Since { get; set; }

    /// <summary>The call this flow of control belongs to.</summary>
    internal static HookCall? Current { get => Flow.Value; set => Flow.Value = value; }

    /// <summary>The one time that <c>next</c> may be called.</summary>
    internal bool TryGoOn() => Interlocked.CompareExchange(ref _state, WentOn, Waiting) == Waiting;

    /// <summary>Ends the call.</summary>
    /// <returns>Whether <c>next</c> was not called, and now will not be.</returns>
    internal bool Close() => Interlocked.Exchange(ref _state, Closed) == Waiting;
}
