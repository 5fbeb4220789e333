namespace Gmqtt.Listeners;

/// <summary>What one I/O thread is doing, for a watchdog.</summary>
/// <param name="Thread">Its name, <c>gmqtt-io-0</c> and up.</param>
/// <param name="Connections">Connections it serves.</param>
/// <param name="BusySince"><see cref="TimeProvider.GetTimestamp"/> of when it entered the callback it is in; 0 while it waits for the
/// network.</param>
/// <param name="Wakeups">How often it came back from waiting.</param>
public readonly record struct LoopActivity(string Thread, int Connections, long BusySince, long Wakeups);
