using System.Text;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Fuzz.Tests.Targets;

/// <summary>A Topic Filter and, behind a line's end, a Topic Name: matching as text and as UTF-8 says what the plainest matcher says.</summary>
internal static class Filter
{
    internal static IReadOnlyList<byte[]> Seeds { get; }
        = [.. ((string[])["a/b\na/b", "a/+/c\na/b/c", "#\n$SYS/x", "+/b\n/b", "a/#\na", "$share/g/a/#\na/b", "+\n", "a//c\na//c", "+/+\n/", "a/b/#\na"]).Select(Encoding.UTF8.GetBytes)];

    internal static void Run(byte[] bytes)
    {
        var parts = Encoding.UTF8.GetString(bytes).Split('\n', 2);
        if (parts.Length < 2 || !TopicFilter.TryParse(parts[0], TopicLimits.Default, out var filter) || TopicName.Validate(parts[1], TopicLimits.Default).IsError) return;
        var topic = parts[1];
        var expected = Matches(filter.Filter, topic);
        if (filter.Matches(topic) != expected) throw new InvalidOperationException($"text: '{filter.Filter}' and '{topic}' match: {!expected}");
        if (TopicFilter.Matches(Encoding.UTF8.GetBytes(filter.Filter), Encoding.UTF8.GetBytes(topic)) != expected) throw new InvalidOperationException($"UTF-8: '{filter.Filter}' and '{topic}' match: {!expected}");
    }

    private static bool Matches(string filter, string topic)
    {
        if (topic.StartsWith('$') && (filter.StartsWith('+') || filter.StartsWith('#'))) return false; // [MQTT-4.7.2-1]
        return Levels(filter.Split('/'), topic.Split('/'));
    }

    private static bool Levels(ReadOnlySpan<string> filter, ReadOnlySpan<string> topic)
    {
        if (filter.IsEmpty) return topic.IsEmpty;
        if (filter[0] == "#") return true;
        return !topic.IsEmpty && (filter[0] == "+" || filter[0] == topic[0]) && Levels(filter[1..], topic[1..]);
    }
}
