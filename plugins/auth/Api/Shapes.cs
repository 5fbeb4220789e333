using System.Text.Json.Serialization;
using Gmqtt.Auth.Guards;

namespace Gmqtt.Auth.Api;

/// <summary>An error; <c>code</c> and <c>message</c> are gmqtt's.</summary>
internal sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field, int Code, string Message);

/// <summary>The answer <c>{}</c>: it is done.</summary>
internal sealed record Empty;

/// <summary>An account as it is shown: without anything to log in with.</summary>
internal sealed record AccountShape(string Username, IReadOnlyList<string> Roles, string Algorithm, bool Scram);

internal sealed record AccountList(IReadOnlyList<AccountShape> Accounts, int TotalCount);

internal sealed record AccountAnswer(AccountShape Account);

/// <summary>What an account is to be; what is left out stays.</summary>
internal sealed record AccountChange(string? Password = null, IReadOnlyList<string>? Roles = null);

internal sealed record RoleShape(string Name, IReadOnlyList<string> Users, IReadOnlyList<string> Groups);

internal sealed record RoleList(IReadOnlyList<RoleShape> Roles, int TotalCount);

internal sealed record RoleAnswer(RoleShape Role);

internal sealed record RoleChange(IReadOnlyList<string>? Users = null, IReadOnlyList<string>? Groups = null);

internal sealed record GroupShape(string Name, IReadOnlyList<string> Users);

internal sealed record GroupList(IReadOnlyList<GroupShape> Groups, int TotalCount);

internal sealed record GroupAnswer(GroupShape Group);

internal sealed record GroupChange(IReadOnlyList<string>? Users = null);

/// <summary>A rule; <c>position</c> counts from 1.</summary>
internal sealed record RuleShape(
    string Name, int Position, string Effect, IReadOnlyList<string> Actions, IReadOnlyList<string> Topics, IReadOnlyList<string> Users, IReadOnlyList<string> Roles,
    IReadOnlyList<string> Groups, IReadOnlyList<string> Clients, int MaxQos, bool? Retain, string? Comment, int Line);

internal sealed record RuleList(IReadOnlyList<RuleShape> Rules, int TotalCount);

internal sealed record RuleAnswer(RuleShape Rule);

/// <summary>A rule as it is to be, as a whole. What may be left out can be set: the serializer would make null of an initial value that is only initialized.</summary>
internal sealed record RuleChange
{
    public required string Effect { get; init; }

    public required IReadOnlyList<string> Actions { get; init; }

    public required IReadOnlyList<string> Topics { get; init; }

    public IReadOnlyList<string> Users { get; set; } = [];

    public IReadOnlyList<string> Roles { get; set; } = [];

    public IReadOnlyList<string> Groups { get; set; } = [];

    public IReadOnlyList<string> Clients { get; set; } = [];

    public int MaxQos { get; set; } = 2;

    public bool? Retain { get; set; }

    public string? Comment { get; set; }

    /// <summary>Where it is to stand, from 1; left out, where it stood, or last.</summary>
    public int? Position { get; set; }
}

internal sealed record BanList(IReadOnlyList<Ban> Bans, int TotalCount);

internal sealed record BanAnswer(Ban Ban, int Disconnected);

internal sealed record BanChange
{
    public required string Kind { get; init; }

    public required string Value { get; init; }

    /// <summary>When it ends; left out with <c>seconds</c>, never.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>How long from now.</summary>
    public long? Seconds { get; set; }

    public string? Reason { get; set; }
}

/// <summary>A question: may this client do that?</summary>
internal sealed record Question
{
    public string ClientId { get; set; } = "";

    /// <summary>Left out: that of the client's session.</summary>
    public string? Username { get; set; }

    /// <summary>Beside those it has.</summary>
    public IReadOnlyList<string> Roles { get; set; } = [];

    /// <summary>connect, publish, subscribe or receive.</summary>
    public required string Action { get; init; }

    public string Topic { get; set; } = "";

    public int Qos { get; set; }

    public bool Retain { get; set; }
}

/// <summary>The answer: whether, by what, and in a sentence.</summary>
internal sealed record Explanation(bool Allowed, string Sentence, RuleShape? Rule, string? File, int? Line, int? GrantedQos, string? Username, IReadOnlyList<string> Roles);
