using System.Collections.Frozen;

namespace Gmqtt.Auth.Access;

/// <summary>A role of the rules file: who has it.</summary>
internal sealed record Role(string Name, IReadOnlyList<string> Users, IReadOnlyList<string> Groups, int Line);

/// <summary>A group of users.</summary>
internal sealed record Group(string Name, IReadOnlyList<string> Users, int Line);

/// <summary>Rules, roles and groups as their file has them. Immutable.</summary>
internal sealed class RuleSet
{
    internal static readonly RuleSet Empty = new([], [], []);

    private readonly FrozenDictionary<string, string[]> _rolesOfUser;
    private readonly FrozenDictionary<string, string[]> _groupsOfUser;

    internal RuleSet(IReadOnlyList<Rule> rules, IReadOnlyList<Role> roles, IReadOnlyList<Group> groups)
    {
        Rules = rules;
        Roles = roles;
        Groups = groups;
        _groupsOfUser = groups.SelectMany(g => g.Users.Select(u => (User: u, g.Name))).GroupBy(p => p.User, p => p.Name).ToFrozenDictionary(g => g.Key, g => g.ToArray());
        var members = groups.ToDictionary(g => g.Name, g => g.Users);
        _rolesOfUser = roles.SelectMany(r => r.Users.Concat(r.Groups.SelectMany(g => members.GetValueOrDefault(g, []))).Distinct().Select(u => (User: u, r.Name)))
            .GroupBy(p => p.User, p => p.Name).ToFrozenDictionary(g => g.Key, g => g.ToArray());
    }

    /// <summary>In order: the first that fits decides.</summary>
    internal IReadOnlyList<Rule> Rules { get; }

    internal IReadOnlyList<Role> Roles { get; }

    internal IReadOnlyList<Group> Groups { get; }

    internal IReadOnlyList<string> RolesOf(string? username) => username is not null && _rolesOfUser.TryGetValue(username, out var roles) ? roles : [];

    internal IReadOnlyList<string> GroupsOf(string? username) => username is not null && _groupsOfUser.TryGetValue(username, out var groups) ? groups : [];
}
