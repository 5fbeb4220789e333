using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Topics;

/// <summary>
/// A Topic Filter that has been checked (MQTT 5.0, 4.7 and 4.8). Parsed once, where the packet is decoded; nothing behind that looks at
/// the text again.
/// </summary>
public sealed record TopicFilter
{
    private TopicFilter(string text, string? shareName, string filter)
    {
        Text = text;
        ShareName = shareName;
        Filter = filter;
    }

    /// <summary>The filter as received, with <c>$share/name/</c> if it was there. Two subscriptions are the same when this is the same.</summary>
    public string Text { get; }

    /// <summary>The group of a Shared Subscription, else null.</summary>
    public string? ShareName { get; }

    /// <summary>What Topic Names are matched with: <see cref="Text"/> without <c>$share/name/</c>.</summary>
    public string Filter { get; }

    /// <summary>True for <c>$share/...</c>.</summary>
    public bool IsShared => ShareName is not null;

    /// <summary>True when a level of <see cref="Filter"/> is <c>+</c> or <c>#</c>.</summary>
    public bool HasWildcard => Filter.AsSpan().ContainsAny('+', '#');

    /// <summary>Checks and splits a Topic Filter.</summary>
    /// <param name="text">The filter as received.</param>
    /// <param name="limits">How large it may be; levels are counted without <c>$share/name/</c>.</param>
    /// <param name="filter">The result.</param>
    /// <returns>False when the answer is 0x8F, Topic Filter invalid.</returns>
    public static bool TryParse(string text, in TopicLimits limits, [NotNullWhen(true)] out TopicFilter? filter)
    {
        filter = null;
        if (text.Length == 0 || !Utf8Rules.IsEncodable(text) || Encoding.UTF8.GetByteCount(text) > limits.MaximumBytes)
        {
            return false; // [MQTT-4.7.3-1], [MQTT-4.7.3-2], [MQTT-4.7.3-3]
        }

        SharedFilter shared = default;
        if (SharedFilter.IsShared(text) && !SharedFilter.TryParse(text, out shared))
        {
            return false;
        }

        string plain = shared.Filter ?? text;
        if (plain.AsSpan().Count('/') >= limits.MaximumLevels || !WildcardsAreWellPlaced(plain))
        {
            return false;
        }

        filter = new TopicFilter(text, shared.ShareName, plain);
        return true;
    }

    /// <summary>Whether a message published under <paramref name="topicName"/> matches.</summary>
    /// <param name="topicName">A valid Topic Name.</param>
    /// <returns>True when it does.</returns>
    public bool Matches(ReadOnlySpan<char> topicName)
    {
        return Matches(Filter, topicName);
    }

    /// <summary>Whether a filter matches a name; both as text.</summary>
    /// <param name="filter">A valid filter without <c>$share/name/</c>.</param>
    /// <param name="topicName">A valid Topic Name.</param>
    /// <returns>True when it does.</returns>
    public static bool Matches(ReadOnlySpan<char> filter, ReadOnlySpan<char> topicName)
    {
        return MatchesCore(filter, topicName);
    }

    /// <summary>Whether a filter matches a name; both as UTF-8.</summary>
    /// <param name="filter">A valid filter without <c>$share/name/</c>.</param>
    /// <param name="topicName">A valid Topic Name.</param>
    /// <returns>True when it does.</returns>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topicName)
    {
        return MatchesCore(filter, topicName);
    }

    // Level by level and in a loop: a name may have 65 536 levels, and recursion that deep ends the process.
    private static bool MatchesCore<T>(ReadOnlySpan<T> filter, ReadOnlySpan<T> name)
        where T : unmanaged, IBinaryInteger<T>
    {
        T plus = T.CreateTruncating('+');
        T hash = T.CreateTruncating('#');
        if (filter.IsEmpty || name.IsEmpty)
        {
            return false;
        }

        if (name[0] == T.CreateTruncating('$') && (filter[0] == plus || filter[0] == hash))
        {
            return false; // [MQTT-4.7.2-1]
        }

        while (true)
        {
            ReadOnlySpan<T> filterLevel = NextLevel(ref filter, out bool filterGoesOn);
            if (filterLevel.Length == 1 && filterLevel[0] == hash)
            {
                return true;
            }

            ReadOnlySpan<T> nameLevel = NextLevel(ref name, out bool nameGoesOn);
            bool any = filterLevel.Length == 1 && filterLevel[0] == plus;
            if (!any && !filterLevel.SequenceEqual(nameLevel))
            {
                return false; // [MQTT-4.7.3-4] units are compared as they are, without normalization
            }

            if (!nameGoesOn)
            {
                // "sport/#" also matches "sport": the multi-level wildcard includes the parent level (4.7.1.2).
                return !filterGoesOn || (filter.Length == 1 && filter[0] == hash);
            }

            if (!filterGoesOn)
            {
                return false;
            }
        }
    }

    private static ReadOnlySpan<T> NextLevel<T>(ref ReadOnlySpan<T> rest, out bool goesOn)
        where T : unmanaged, IBinaryInteger<T>
    {
        int slash = rest.IndexOf(T.CreateTruncating('/'));
        goesOn = slash >= 0;
        ReadOnlySpan<T> level = goesOn ? rest[..slash] : rest;
        rest = goesOn ? rest[(slash + 1)..] : default;
        return level;
    }

    private static bool WildcardsAreWellPlaced(ReadOnlySpan<char> filter)
    {
        int at = filter.IndexOfAny('+', '#');
        while (at >= 0)
        {
            bool opensLevel = at == 0 || filter[at - 1] == '/';
            bool isLast = at == filter.Length - 1;
            bool closesLevel = isLast || (filter[at] == '+' && filter[at + 1] == '/');
            if (!opensLevel || !closesLevel)
            {
                return false; // [MQTT-4.7.1-1] "#" ends the filter; [MQTT-4.7.1-2] "+" fills a level
            }

            int next = filter[(at + 1)..].IndexOfAny('+', '#');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return true;
    }
}
