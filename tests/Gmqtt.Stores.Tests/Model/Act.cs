namespace Gmqtt.Stores.Tests.Model;

/// <summary>What can happen to a session.</summary>
internal enum Act
{
    /// <summary>CONNECT; over a connection that is there, a take-over.</summary>
    Connect,

    /// <summary>DISCONNECT, perhaps with another Session Expiry Interval.</summary>
    Disconnect,

    /// <summary>The network fails; whatever was not acknowledged stays so.</summary>
    Drop,

    Subscribe,

    Unsubscribe,

    Publish,

    /// <summary>The oldest QoS 2 message without PUBREL is sent once more, with DUP.</summary>
    PublishAgain,

    /// <summary>PUBREL of the oldest QoS 2 message that has none.</summary>
    Release,

    /// <summary>PUBACK, PUBREC or PUBCOMP, whichever is due.</summary>
    Acknowledge,

    /// <summary>All that is due, until nothing more comes.</summary>
    AcknowledgeAll,

    /// <summary>The clock moves.</summary>
    Wait,

    /// <summary>kill -9 and a start.</summary>
    Crash,

    /// <summary>An orderly end and a start.</summary>
    Restart,
}
