namespace Gmqtt.Protocol.Tests.Topics;

/// <summary>Matching as one would write it on a whiteboard from section 4.7: lists of levels, recursion.</summary>
internal static class NaiveMatcher
{
    public static bool Matches(string filter, string topic)
    {
        bool startsWithWildcard = filter[0] is '+' or '#';
        return !(topic[0] == '$' && startsWithWildcard) && Matches([.. filter.Split('/')], [.. topic.Split('/')]);
    }

    private static bool Matches(List<string> filter, List<string> topic)
    {
        if (filter.Count == 0)
        {
            return topic.Count == 0;
        }

        if (filter[0] == "#")
        {
            return true;
        }

        bool sameLevel = topic.Count > 0 && (filter[0] == "+" || filter[0] == topic[0]);
        return sameLevel && Matches(filter.Skip(1).ToList(), topic.Skip(1).ToList());
    }
}
