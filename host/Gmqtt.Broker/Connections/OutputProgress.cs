namespace Gmqtt.Broker.Connections;

/// <summary>How far the peer's system is with what was sent to it.</summary>
/// <param name="Taken">Bytes that it has acknowledged since the connection began.</param>
/// <param name="Waiting">Bytes that were handed to our system and that it has not.</param>
public readonly record struct OutputProgress(long Taken, long Waiting);
