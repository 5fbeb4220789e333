namespace Gmqtt.Chaos;

/// <summary>How a scenario ended.</summary>
/// <param name="Summary">Its figures.</param>
/// <param name="Texts">What was wrong, in words.</param>
/// <param name="Violations">How much was wrong.</param>
internal sealed record Outcome(string Summary, IReadOnlyList<string> Texts, int Violations);
