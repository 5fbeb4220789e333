namespace Gmqtt.Chaos.Compare;

/// <summary>Where two brokers differed.</summary>
/// <param name="Signature">What kind of difference it is: version, packet, and what either did.</param>
/// <param name="Text">All of it.</param>
internal sealed record Deviation(string Signature, string Text);
