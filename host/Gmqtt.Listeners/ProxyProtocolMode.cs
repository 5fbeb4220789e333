namespace Gmqtt.Listeners;

/// <summary>Which versions of the PROXY protocol are read.</summary>
public enum ProxyProtocolMode
{
    /// <summary>None.</summary>
    Off,

    /// <summary>The text header.</summary>
    V1,

    /// <summary>The binary header.</summary>
    V2,

    /// <summary>Both.</summary>
    Any,
}
