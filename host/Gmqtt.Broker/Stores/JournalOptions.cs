namespace Gmqtt.Broker.Stores;

/// <summary>The journal's bounds.</summary>
internal sealed record JournalOptions
{
    /// <summary>Bytes of changes that may wait for the store before publishers wait.</summary>
    internal int MaxPendingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Longest that a batch waits to become as large as the traffic lets expect; zero for stores where a commit costs nothing.</summary>
    internal TimeSpan Gathering { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Pause after a first failure; doubles up to <see cref="LongestPause"/>.</summary>
    internal TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause between two attempts: recovery is noticed within it.</summary>
    internal TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the store may fail before publishers that can be told are refused.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long what is pending may take when the broker stops.</summary>
    internal TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(10);
}
