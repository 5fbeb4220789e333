namespace Gmqtt.Broker.Stores;

/// <summary>Whether commits are done.</summary>
public enum StoreState
{
    /// <summary>Yes.</summary>
    Healthy,

    /// <summary>Not now; asked again and again. Nothing is acknowledged meanwhile.</summary>
    Failing,

    /// <summary>Not any more, until a person has looked.</summary>
    Stopped,
}
