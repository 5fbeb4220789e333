namespace Gmqtt.Auth.Access;

/// <summary>
/// What was decided about the latest topics of one client: a topic has one place, by its hash, and the newer one takes it. Neither a lock nor an allocation is needed to look, and
/// no client can make it grow.
/// </summary>
internal sealed class TopicDecisions
{
    private const int Places = 16;

    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>Looks a topic up.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="bits">A bit for each question.</param>
    internal bool TryGet(string topicName, out byte bits)
    {
        var entry = Volatile.Read(ref _entries[Place(topicName)]);
        var found = entry is not null && (ReferenceEquals(entry.TopicName, topicName) || entry.TopicName == topicName);
        bits = found ? entry!.Bits : (byte)0;
        return found;
    }

    internal void Set(string topicName, byte bits) => Volatile.Write(ref _entries[Place(topicName)], new Entry(topicName, bits));

    private static int Place(string topicName) => topicName.GetHashCode(StringComparison.Ordinal) & (Places - 1);

    private sealed record Entry(string TopicName, byte Bits);
}
