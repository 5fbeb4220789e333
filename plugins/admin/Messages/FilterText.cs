namespace Gmqtt.Admin.Messages;

/// <summary>Topic filters that a caller writes.</summary>
internal static class FilterText
{
    private const int MostBytes = 65_535;

    /// <summary>What is wrong with a filter, or null. [MQTT-4.7.1-1], [MQTT-4.7.1-2], [MQTT-4.7.3-1], [MQTT-4.7.3-2]</summary>
    internal static string? Problem(string filter)
    {
        if (filter.Length == 0) return "is empty";
        if (filter.Contains('\0', StringComparison.Ordinal)) return "has U+0000";
        if (System.Text.Encoding.UTF8.GetByteCount(filter) > MostBytes) return $"is longer than {MostBytes} bytes";
        var levels = filter.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i].Contains('#', StringComparison.Ordinal) && (levels[i] != "#" || i < levels.Length - 1)) return "has a # that is not the whole last level";
            if (levels[i].Contains('+', StringComparison.Ordinal) && levels[i] != "+") return "has a + that is not a whole level";
        }

        return null;
    }

    /// <summary>Whether a filter matches a topic. [MQTT-4.7.2-1]</summary>
    internal static bool Matches(string filter, string topic)
    {
        if (topic.StartsWith('$') && filter is ['+' or '#', ..]) return false;
        var names = topic.AsSpan().Split('/');
        foreach (var range in filter.AsSpan().Split('/'))
        {
            var level = filter.AsSpan(range);
            if (level is "#") return true; // a/# matches a
            if (!names.MoveNext()) return false;
            if (level is not "+" && !level.SequenceEqual(topic.AsSpan(names.Current))) return false;
        }

        return !names.MoveNext();
    }
}
