using Gmqtt.Auth.Passwords;

namespace Gmqtt.Auth.Accounts;

/// <summary>One account as its file has it. Immutable.</summary>
internal sealed record Account
{
    internal required string Username { get; init; }

    internal required PasswordHash Password { get; init; }

    /// <summary>For SCRAM-SHA-256, or null.</summary>
    internal ScramCredential? Scram { get; init; }

    /// <summary>Roles that the accounts file gives; the rules file may give more.</summary>
    internal IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Line in the file.</summary>
    internal int Line { get; init; }

    /// <summary>What is wrong with a name, or null.</summary>
    internal static string? ProblemOfName(string username)
    {
        if (username.Length == 0) return "a user name is not empty";
        if (username.Length > 1024) return "a user name has 1,024 characters at most";
        return username.Any(char.IsControl) ? "a user name has no control characters" : null;
    }
}
