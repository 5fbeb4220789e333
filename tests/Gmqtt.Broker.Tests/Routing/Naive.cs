using CsCheck;

namespace Gmqtt.Broker.Tests.Routing;

/// <summary>Matching as the specification tells it, level by level and with no thought of speed, to hold the trees against.</summary>
internal static class Naive
{
    /// <summary>Names of levels that meet often: empty ones, those that begin with a dollar, and one that is the beginning of another.</summary>
    private static readonly string[] Names = ["a", "b", "ab", "", "$x", "long-level-name"];

    private static readonly Gen<string> Level = Gen.Int[0, Names.Length - 1].Select(i => Names[i]);

    /// <summary>Topic names of one to five levels.</summary>
    internal static readonly Gen<string> Topic = Level.Array[1, 5].Select(levels => string.Join('/', levels)).Where(t => t.Length > 0);

    /// <summary>Topic filters of one to five levels, wildcards where they may stand.</summary>
    internal static readonly Gen<string> Filter =
        from levels in Gen.Frequency((3, Level), (1, Gen.Const("+"))).Array[0, 4]
        from last in Gen.Frequency((3, Level), (1, Gen.Const("+")), (2, Gen.Const("#")))
        let filter = string.Join('/', [.. levels, last])
        where filter.Length > 0
        select filter;

    internal static bool Matches(string filter, string topic)
    {
        if (topic.StartsWith('$') && (filter.StartsWith('+') || filter.StartsWith('#'))) return false; // [MQTT-4.7.2-1]
        return Matches(filter.Split('/'), topic.Split('/'));
    }

    private static bool Matches(ReadOnlySpan<string> filter, ReadOnlySpan<string> topic)
    {
        if (filter.IsEmpty) return topic.IsEmpty;
        if (filter[0] == "#") return true; // the parent level included: "a/#" matches "a" (4.7.1.2)
        return !topic.IsEmpty && (filter[0] == "+" || filter[0] == topic[0]) && Matches(filter[1..], topic[1..]);
    }
}
