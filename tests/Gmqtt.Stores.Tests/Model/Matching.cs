namespace Gmqtt.Stores.Tests.Model;

/// <summary>Whether a filter matches a topic, level by level as section 4.7 says it.</summary>
internal static class Matching
{
    internal static bool Matches(string filter, string topic)
    {
        var (levels, names) = (filter.Split('/'), topic.Split('/'));
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] == "#") return true;
            if (i >= names.Length || (levels[i] != "+" && levels[i] != names[i])) return false;
            if (i == names.Length - 1 && levels.Length == i + 2 && levels[i + 1] == "#") return true;
        }

        return levels.Length == names.Length;
    }
}
