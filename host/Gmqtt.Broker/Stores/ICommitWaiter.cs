namespace Gmqtt.Broker.Stores;

/// <summary>Waits for a commit without a task: an outbox that holds back what must not leave before.</summary>
internal interface ICommitWaiter
{
    /// <summary>The ticket's batch is committed. On a pool thread, without locks; must not throw.</summary>
    void Committed();
}
