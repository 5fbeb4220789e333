using Gmqtt.Auth.Accounts;
using Gmqtt.Auth.Passwords;

namespace Gmqtt.Auth.Api;

/// <summary>Administers the accounts; what REST and gRPC have in common.</summary>
internal sealed class AccountAdmin
{
    private const int LongestPassword = 65_535; // what MQTT can carry

    private readonly AccountsFile? _file;
    private readonly PasswordPolicy _policy;
    private readonly VerificationQueue _queue;

    internal AccountAdmin(AccountsFile? file, PasswordPolicy policy, VerificationQueue queue)
    {
        _file = file;
        _policy = policy;
        _queue = queue;
    }

    private AccountsFile File => _file ?? throw RequestRefusedException.Conflict("there are no accounts: accounts is not among the sources in [plugins.auth]");

    internal AccountList List(Page page)
    {
        var accounts = File.Sorted;
        return new AccountList(page.Cut(accounts.Select(Shape)), accounts.Count);
    }

    internal AccountAnswer Get(string username)
        => new(Shape(File.Accounts.TryGetValue(username, out var account) ? account : throw RequestRefusedException.NotFound("username", $"there is no account '{username}'")));

    /// <summary>Makes an account or changes one.</summary>
    internal async Task SetAsync(string username, AccountChange change, CancellationToken cancellationToken)
    {
        if (Account.ProblemOfName(username) is { } problem) throw RequestRefusedException.BadField("username", problem);
        if (!File.Format.HasRoles && username.Contains(':', StringComparison.Ordinal)) throw RequestRefusedException.BadField("username", "a name in mosquitto's password file has no colon");
        if (change.Password is { Length: 0 or > LongestPassword }) throw RequestRefusedException.BadField("password", $"has 1 to {LongestPassword} characters");
        if (change.Roles is { Count: > 0 } && !File.Format.HasRoles)
            throw RequestRefusedException.BadField("roles", "mosquitto's password file has no room for roles; give them in the rules file, or turn the accounts into YAML");
        if (change.Roles is { } roles && (roles.Count > 100 || roles.Any(r => Account.ProblemOfName(r) is not null)))
            throw RequestRefusedException.BadField("roles", "up to 100 names without control characters");
        if (change.Password is null && !File.Accounts.ContainsKey(username)) throw RequestRefusedException.BadField("password", "is missing; a new account needs one");
        var hashed = await HashAsync(username, change.Password, cancellationToken);
        await File.ChangeAsync(accounts => new() { [username] = Changed(accounts.GetValueOrDefault(username), hashed, change) }, cancellationToken);
    }

    /// <summary>Takes an account out, if there is one.</summary>
    internal Task DeleteAsync(string username, CancellationToken cancellationToken)
        => File.ChangeAsync(accounts => accounts.ContainsKey(username) ? new() { [username] = null } : [], cancellationToken);

    private static Account Changed(Account? before, Account? hashed, AccountChange change)
    {
        // Taken out by somebody else meanwhile, and there is no password to make it anew with.
        var account = hashed ?? before ?? throw RequestRefusedException.BadField("password", "is missing; a new account needs one");
        return account with { Roles = change.Roles ?? before?.Roles ?? [] };
    }

    private static AccountShape Shape(Account account) => new(account.Username, account.Roles, account.Password.Kind, account.Scram is not null);

    /// <summary>The account with the password alone.</summary>
    private async Task<Account?> HashAsync(string username, string? password, CancellationToken cancellationToken)
    {
        if (password is null) return null;
        var hashed = await _queue.RunAsync(() => (Account: _policy.New(username, password), Done: true), cancellationToken);
        return hashed?.Account ?? throw RequestRefusedException.TooMany("too many passwords are being verified; try again in a few seconds");
    }
}
