namespace Gmqtt.Listeners.Admission;

/// <summary>What a new connection is told.</summary>
internal enum Verdict
{
    /// <summary>Come in.</summary>
    Welcome,

    /// <summary>The broker is full.</summary>
    BrokerFull,

    /// <summary>The process has only the descriptors left that other things may need.</summary>
    NoDescriptors,

    /// <summary>The listener is full.</summary>
    ListenerFull,

    /// <summary>Its address has enough connections.</summary>
    TooManyFromAddress,

    /// <summary>Its address connects too often.</summary>
    TooFastFromAddress,
}
