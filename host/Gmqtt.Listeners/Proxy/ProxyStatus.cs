namespace Gmqtt.Listeners.Proxy;

/// <summary>How far reading a header came.</summary>
internal enum ProxyStatus
{
    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>There it is.</summary>
    Complete,

    /// <summary>It is not one, or not a correct one.</summary>
    Invalid,
}
