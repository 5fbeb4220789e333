namespace Gmqtt.Admin.Audit;

/// <summary>Who changed what, when, and what came of it.</summary>
internal sealed record AuditEntry
{
    /// <summary>Counts on over restarts.</summary>
    public required long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the bearer token.</summary>
    public required string Who { get; init; }

    public string Role { get; init; } = "";

    public string RemoteAddr { get; init; } = "";

    /// <summary>Such as <c>client.disconnect</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Of whom or of what.</summary>
    public required string Target { get; init; }

    /// <summary><c>ok</c>, <c>refused</c> or <c>failed</c>.</summary>
    public required string Result { get; init; }

    /// <summary>The HTTP status that was answered.</summary>
    public required int Status { get; init; }

    /// <summary>What else was asked for, or why it was refused.</summary>
    public string Detail { get; init; } = "";
}

/// <summary>Entries of one page, the latest first.</summary>
internal sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Next);
