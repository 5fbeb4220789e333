namespace Gmqtt.Broker.Time;

/// <summary>Something that happens at a time; linked into an <see cref="ExpiryWheel"/> without a separate object.</summary>
internal abstract class Deadline
{
    internal Deadline? Next;
    internal Deadline? Previous;
    internal long DueAt;
    internal int Slot = -1;

    /// <summary>Called once when due, on the heartbeat's thread, outside the wheel's lock. Must return quickly; may schedule itself again.</summary>
    internal abstract void OnDue();
}
