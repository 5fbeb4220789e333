namespace Gmqtt.Protocol.Topics;

/// <summary>The parts of <c>$share/{ShareName}/{filter}</c> (MQTT 5.0, 4.8.2).</summary>
/// <param name="ShareName">Names the group among the subscriptions with the same filter.</param>
/// <param name="Filter">What Topic Names are matched with.</param>
public readonly record struct SharedFilter(string ShareName, string Filter)
{
    private const string Root = "$share";

    /// <summary>Whether the text claims to be a Shared Subscription: <c>$share</c> alone or followed by a slash.</summary>
    /// <param name="text">A Topic Filter as received.</param>
    /// <returns>True also when the rest is wrong.</returns>
    public static bool IsShared(ReadOnlySpan<char> text)
    {
        return text.StartsWith(Root, StringComparison.Ordinal) && (text.Length == Root.Length || text[Root.Length] == '/');
    }

    /// <summary>Splits the text. The filter part is not judged.</summary>
    /// <param name="text">A Topic Filter as received.</param>
    /// <param name="shared">The parts.</param>
    /// <returns>False when the ShareName or the filter is empty or missing, or the ShareName has a wildcard.</returns>
    public static bool TryParse(string text, out SharedFilter shared)
    {
        shared = default;
        if (!IsShared(text) || text.Length == Root.Length)
        {
            return false;
        }

        ReadOnlySpan<char> rest = text.AsSpan(Root.Length + 1);
        int slash = rest.IndexOf('/');
        if (slash <= 0 || slash == rest.Length - 1)
        {
            return false; // [MQTT-4.8.2-1], [MQTT-4.8.2-2]
        }

        ReadOnlySpan<char> name = rest[..slash];
        if (name.ContainsAny('+', '#'))
        {
            return false; // [MQTT-4.8.2-2]
        }

        shared = new SharedFilter(name.ToString(), rest[(slash + 1)..].ToString());
        return true;
    }
}
