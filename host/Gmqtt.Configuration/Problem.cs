using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration;

/// <summary>Something in the configuration that keeps the broker from starting: where, which key, and what to write instead.</summary>
/// <param name="Origin">Where it was written.</param>
/// <param name="Path">The key with its tables, such as <c>mqtt.session_expiry</c>; empty when no key can be named.</param>
/// <param name="Message">What is wrong, then what to write instead.</param>
internal sealed record Problem(Origin Origin, string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? $"{Origin}: {Message}" : $"{Origin}: {Path}: {Message}";
}
