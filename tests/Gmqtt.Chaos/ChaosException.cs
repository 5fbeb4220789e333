namespace Gmqtt.Chaos;

/// <summary>The harness itself cannot go on; says nothing of the broker.</summary>
internal sealed class ChaosException(string message) : Exception(message);
