namespace Gmqtt.Listeners;

/// <summary>What a listener speaks; with a certificate, inside TLS.</summary>
[Flags]
public enum ListenerProtocols
{
    /// <summary>Nothing; refused by <see cref="ListenerSet"/>.</summary>
    None = 0,

    /// <summary>MQTT straight on the byte stream.</summary>
    Mqtt = 1,

    /// <summary>MQTT in WebSocket frames.</summary>
    WebSocket = 2,
}
