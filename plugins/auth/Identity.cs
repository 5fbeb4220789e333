namespace Gmqtt.Auth;

/// <summary>Who a client has turned out to be. Immutable.</summary>
internal sealed record Identity
{
    internal string? Username { get; init; }

    /// <summary>Roles that the source of the identity gives, beside those of the accounts and of the rules file.</summary>
    internal IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What the client's token says that it may, as <see cref="Access.TokenPermissions"/> reads it; null for nothing.</summary>
    internal string? Permissions { get; init; }

    /// <summary>Who has vouched: <c>accounts</c>, <c>jwt</c> and so on; null for a client whom nobody has, or before this version of the plugin.</summary>
    internal string? Source { get; init; }

    /// <summary>When it ends (UTC); null for never.</summary>
    internal DateTimeOffset? ExpiresAt { get; init; }
}
