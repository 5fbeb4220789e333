namespace Gmqtt.Listeners.Transports;

/// <summary>
/// How long accept rests when descriptors or memory have run out. Without a rest a level-triggered loop spins: the connection stays in the
/// backlog.
/// </summary>
internal static class AcceptBackOff
{
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
}
