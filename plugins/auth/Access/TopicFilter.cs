namespace Gmqtt.Auth.Access;

/// <summary>A topic filter, in levels. Immutable.</summary>
internal sealed class TopicFilter
{
    private readonly string[] _levels;

    internal TopicFilter(string[] levels) => _levels = levels;

    private bool BeginsWithWildcard => _levels[0] is "#" or "+";

    /// <summary>Whether a Topic Name matches (MQTT 5.0, 4.7); allocates nothing.</summary>
    internal bool Matches(ReadOnlySpan<char> topicName)
    {
        // [MQTT-4.7.2-1]
        if (topicName is ['$', ..] && BeginsWithWildcard) return false;
        var rest = topicName;
        for (var i = 0; i < _levels.Length; i++)
        {
            var level = _levels[i];
            if (level == "#") return true;
            var slash = rest.IndexOf('/');
            var name = slash < 0 ? rest : rest[..slash];
            if (level != "+" && !name.SequenceEqual(level)) return false;
            if (slash < 0) return i == _levels.Length - 1 || (i == _levels.Length - 2 && _levels[^1] == "#");
            rest = rest[(slash + 1)..];
        }

        return false;
    }

    /// <summary>Whether every topic that matches the other filter matches this one, too.</summary>
    internal bool Covers(ReadOnlySpan<char> other)
    {
        if (other is ['$', ..] && BeginsWithWildcard) return false;
        var rest = other;
        for (var i = 0; i < _levels.Length; i++)
        {
            var level = _levels[i];
            if (level == "#") return true;
            var slash = rest.IndexOf('/');
            var name = slash < 0 ? rest : rest[..slash];
            if (name is "#" || (level != "+" && !name.SequenceEqual(level))) return false;
            if (slash < 0) return i == _levels.Length - 1 || (i == _levels.Length - 2 && _levels[^1] == "#");
            rest = rest[(slash + 1)..];
        }

        return false;
    }
}
