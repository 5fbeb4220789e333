namespace Gmqtt.Chaos.Ledger;

/// <summary>One message that was sent.</summary>
/// <param name="Topic">Which of the publisher's topics.</param>
/// <param name="QoS">1 or 2.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="IsClear">Whether it has no payload, and so clears a retained message.</param>
internal readonly record struct Sending(byte Topic, byte QoS, Fate Fate, bool IsClear);
