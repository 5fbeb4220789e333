namespace Gmqtt.Broker.Stores;

/// <summary>A batch on its way: its changes, and who waits for it. Two take turns: one gathers while the other is committed.</summary>
internal sealed class JournalGroup
{
    internal ChangeBatch Changes { get; } = new();

    /// <summary>The ticket of everything in it.</summary>
    internal long Number { get; set; }

    /// <summary>Told when it is committed; taken away with the telling.</summary>
    internal List<ICommitWaiter> Waiters { get; set; } = [];
}
