using Gmqtt.Auth.Accounts;

namespace Gmqtt.Auth.Access;

/// <summary>All that decisions depend on, as it is at one moment. Immutable; whoever has decided by an older one decides anew.</summary>
internal sealed record AccessState(RuleSet Rules, IReadOnlyDictionary<string, Account> Accounts)
{
    /// <summary>Roles of a client: those of its source, of its account and of the rules file.</summary>
    internal IReadOnlyCollection<string> RolesOf(Identity identity)
    {
        var roles = new HashSet<string>(identity.Roles, StringComparer.Ordinal);
        if (identity.Username is { } username && Accounts.TryGetValue(username, out var account)) roles.UnionWith(account.Roles);
        roles.UnionWith(Rules.RolesOf(identity.Username));
        return roles;
    }

    /// <summary>The rules of the file come first: what they deny no token allows.</summary>
    internal ClientRules For(string clientId, Identity identity)
        => ClientRules.For(Rules, clientId, identity.Username, RolesOf(identity), TokenPermissions.TryParse(identity.Permissions, out _));
}
