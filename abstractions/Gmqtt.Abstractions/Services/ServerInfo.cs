namespace Gmqtt.Services;

/// <summary>What the broker is.</summary>
/// <param name="Version">Product version.</param>
/// <param name="StartedAt">When it started (UTC).</param>
public sealed record ServerInfo(string Version, DateTimeOffset StartedAt);
