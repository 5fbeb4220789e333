namespace Gmqtt.Auth.Access;

/// <summary>
/// What was decided about the latest topics of one client: a topic has two places, by its hash, and the newest one takes the first of them. Neither a lock nor an allocation is
/// needed to look, and no client can make it grow.
/// </summary>
internal sealed class TopicDecisions
{
    private const int Pairs = 16;

    private readonly Entry?[] _entries = new Entry?[2 * Pairs];
    private Entry? _latest;

    /// <summary>Looks a topic up.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="bits">A bit for each question.</param>
    internal bool TryGet(string topicName, out byte bits)
    {
        // Most clients have one topic, and the broker has one object for it: no hash is needed.
        var entry = Volatile.Read(ref _latest);
        if (entry is not null && ReferenceEquals(entry.TopicName, topicName))
        {
            bits = entry.Bits;
            return true;
        }

        var place = Place(topicName);
        entry = Volatile.Read(ref _entries[place]);
        if (!Is(entry, topicName)) entry = Volatile.Read(ref _entries[place + 1]);
        var found = Is(entry, topicName);
        bits = found ? entry!.Bits : (byte)0;
        if (found) Volatile.Write(ref _latest, entry);
        return found;
    }

    internal void Set(string topicName, byte bits)
    {
        var place = Place(topicName);
        Volatile.Write(ref _entries[place + 1], _entries[place]);
        Volatile.Write(ref _entries[place], new Entry(topicName, bits));
    }

    private static bool Is(Entry? entry, string topicName) => entry is not null && (ReferenceEquals(entry.TopicName, topicName) || entry.TopicName == topicName);

    private static int Place(string topicName) => 2 * (topicName.GetHashCode(StringComparison.Ordinal) & (Pairs - 1));

    private sealed record Entry(string TopicName, byte Bits);
}
