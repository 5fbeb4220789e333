namespace Gmqtt.Mqtt;

/// <summary>The protocol level a client stated in its CONNECT; the numbers are those on the wire.</summary>
public enum ProtocolVersion : byte
{
    /// <summary>MQTT 3.1 (protocol name <c>MQIsdp</c>).</summary>
    V31 = 3,

    /// <summary>MQTT 3.1.1.</summary>
    V311 = 4,

    /// <summary>MQTT 5.0.</summary>
    V5 = 5,
}
