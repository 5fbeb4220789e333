namespace Gmqtt.Auth.Access;

/// <summary>
/// The topic of a rule: a topic filter in which <c>%c</c> stands for the Client Identifier and <c>%u</c> for the user name. One that has <c>+</c>, <c>#</c> or <c>/</c> in it, or is
/// empty, or would make the topic begin with <c>$</c>, cannot be put in: then a rule that allows fits nothing, and one that denies fits whatever stands in that level.
/// </summary>
internal sealed class TopicPattern
{
    private readonly string[] _levels;
    private readonly bool _isTemplate;

    private TopicPattern(string text, string[] levels)
    {
        Text = text;
        _levels = levels;
        _isTemplate = text.Contains("%c", StringComparison.Ordinal) || text.Contains("%u", StringComparison.Ordinal);
    }

    /// <summary>As it was written.</summary>
    internal string Text { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">As written.</param>
    /// <param name="problem">What is wrong, and what to write.</param>
    internal static TopicPattern? TryParse(string text, out string problem)
    {
        problem = text switch
        {
            "" => "a topic is not empty; write # for all",
            { Length: > 4096 } => "a topic has 4,096 characters at most",
            _ when text.Any(char.IsControl) => "a topic in a rule has no control characters",
            _ when text.StartsWith("$share/", StringComparison.Ordinal) => "rules are about topics, not about shared groups: leave out $share/ and the name",
            _ => "",
        };
        var levels = text.Split('/');
        for (var i = 0; i < levels.Length && problem.Length == 0; i++)
        {
            var level = levels[i];
            if (level.Contains('#', StringComparison.Ordinal) && (level.Length > 1 || i < levels.Length - 1)) problem = "# stands alone, as the last level: sensors/#";
            else if (level.Contains('+', StringComparison.Ordinal) && level.Length > 1) problem = "+ stands alone in its level: sensors/+/state";
        }

        return problem.Length == 0 ? new TopicPattern(text, levels) : null;
    }

    /// <summary>The pattern for one client; null when it can fit nothing.</summary>
    /// <param name="clientId">The client.</param>
    /// <param name="username">Its user, or null.</param>
    /// <param name="denies">Whether the rule denies.</param>
    internal TopicFilter? For(string clientId, string? username, bool denies)
    {
        if (!_isTemplate) return new TopicFilter(_levels);
        var levels = new string[_levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var level = _levels[i];
            // In one go: a user named %c is a user named %c.
            levels[i] = Fits(level, clientId, username) ? Filled(level, clientId, username) : "+";
            var isUsable = levels[i] != "+" && !(i == 0 && levels[i] != level && levels[i].StartsWith('$'));
            if (level is "+" or "#" || isUsable) continue;
            if (!denies) return null;
            levels[i] = "+";
        }

        return new TopicFilter(levels);
    }

    private static bool Fits(string level, string clientId, string? username)
        => (!level.Contains("%c", StringComparison.Ordinal) || CanStandIn(clientId)) && (!level.Contains("%u", StringComparison.Ordinal) || CanStandIn(username));

    private static bool CanStandIn(string? identity) => identity is { Length: > 0 } && !identity.AsSpan().ContainsAny("+#/\0");

    private static string Filled(string level, string clientId, string? username)
    {
        var filled = new System.Text.StringBuilder();
        for (var i = 0; i < level.Length; i++)
        {
            if (level[i] == '%' && i + 1 < level.Length && (level[i + 1] is 'c' or 'u')) filled.Append(level[++i] == 'c' ? clientId : username);
            else filled.Append(level[i]);
        }

        return filled.ToString();
    }
}
