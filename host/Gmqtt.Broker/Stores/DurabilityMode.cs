namespace Gmqtt.Broker.Stores;

/// <summary>When a commit waits for the disk.</summary>
public enum DurabilityMode
{
    /// <summary>At once, each.</summary>
    Always,

    /// <summary>Together with those that come within a millisecond.</summary>
    Group,

    /// <summary>Not at all; the disk is written to at intervals.</summary>
    Interval,

    /// <summary>Not at all; when the operating system thinks fit.</summary>
    OperatingSystem,
}
