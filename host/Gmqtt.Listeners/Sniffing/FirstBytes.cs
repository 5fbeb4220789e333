namespace Gmqtt.Listeners.Sniffing;

/// <summary>What a peer speaks, by its first bytes.</summary>
internal enum FirstBytes
{
    /// <summary>Not enough of them to tell.</summary>
    TooFew,

    /// <summary>The fixed header of a CONNECT packet.</summary>
    Mqtt,

    /// <summary>A TLS handshake record.</summary>
    Tls,

    /// <summary>The method of an HTTP request.</summary>
    Http,

    /// <summary>A PROXY protocol header, either version.</summary>
    ProxyHeader,

    /// <summary>An SSH client's banner.</summary>
    Ssh,

    /// <summary>None of these.</summary>
    Unknown,
}
