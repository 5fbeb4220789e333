using System.Globalization;
using System.Text;
using Gmqtt.Mqtt;

namespace Gmqtt.Auth.Access;

/// <summary>What a client does.</summary>
[Flags]
internal enum Actions
{
    None = 0,
    Publish = 1,

    /// <summary>Subscribe, and receive what the subscription brings.</summary>
    Subscribe = 2,

    All = Publish | Subscribe,
}

/// <summary>One line of the access rules: who, what, where, and whether it is allowed. Immutable.</summary>
internal sealed record Rule
{
    internal required string Name { get; init; }

    /// <summary>False, which denies, is also what no rule at all means.</summary>
    internal required bool Allows { get; init; }

    internal required Actions Actions { get; init; }

    internal required IReadOnlyList<TopicPattern> Topics { get; init; }

    /// <summary>Whom it is for: anybody named in one of the four; everybody when none names anybody.</summary>
    internal IReadOnlyList<string> Users { get; init; } = [];

    internal IReadOnlyList<string> Roles { get; init; } = [];

    internal IReadOnlyList<string> Groups { get; init; } = [];

    internal IReadOnlyList<string> Clients { get; init; } = [];

    /// <summary>Fits only up to this QoS; a subscription is granted no more.</summary>
    internal QoS MaxQoS { get; init; } = QoS.ExactlyOnce;

    /// <summary>Fits only messages published with (true) or without (false) RETAIN; null for both.</summary>
    internal bool? Retain { get; init; }

    internal string? Comment { get; init; }

    /// <summary>Line in its file.</summary>
    internal int Line { get; init; }

    /// <summary>Whether a token has brought it, and no file.</summary>
    internal bool IsOfToken { get; init; }

    internal bool IsForEverybody => Users.Count + Roles.Count + Groups.Count + Clients.Count == 0;

    /// <summary>The rule in a few words.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Allows ? "allow " : "deny ").Append(Actions == Actions.All ? "all" : Actions.ToString().ToLowerInvariant())
            .Append(' ').AppendJoin(", ", Topics.Select(t => t.Text));
        if (MaxQoS < QoS.ExactlyOnce) text.Append(CultureInfo.InvariantCulture, $" up to QoS {(int)MaxQoS}");
        if (Retain is { } retain) text.Append(retain ? " retained" : " not retained");
        return text.ToString();
    }
}
