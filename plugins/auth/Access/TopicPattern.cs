namespace Gmqtt.Auth.Access;

/// <summary>
/// The topic of a rule: a topic filter in which <c>%c</c> stands for the Client Identifier and <c>%u</c> for the user name. Put in, each stays one level, whatever it is: one that
/// has <c>+</c>, <c>#</c> or <c>/</c> in it, or is empty, or would make the topic begin with <c>$</c>, fits nothing.
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
            _ when text.Contains('\0', StringComparison.Ordinal) => "a topic has no U+0000",
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
    internal TopicFilter? For(string clientId, string? username)
    {
        if (!_isTemplate) return new TopicFilter(_levels);
        var levels = new string[_levels.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var level = _levels[i];
            if (level.Contains("%c", StringComparison.Ordinal) && !CanStandIn(clientId)) return null;
            if (level.Contains("%u", StringComparison.Ordinal) && !CanStandIn(username)) return null;
            // In one go: a user named %c is a user named %c.
            levels[i] = Filled(level, clientId, username);
            if (i == 0 && levels[i] != level && levels[i].StartsWith('$')) return null;
        }

        return new TopicFilter(levels);
    }

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
