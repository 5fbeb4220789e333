namespace Gmqtt.Broker.Stores;

/// <summary>How the journal stands with its store; immutable.</summary>
/// <param name="State">Whether commits are done.</param>
/// <param name="Sentence">What is wrong, or null.</param>
/// <param name="Since">When the state began.</param>
public sealed record StoreHealth(StoreState State, string? Sentence, DateTimeOffset Since);
