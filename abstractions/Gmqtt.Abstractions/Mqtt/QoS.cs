namespace Gmqtt.Mqtt;

/// <summary>Quality of Service: how hard an application message is delivered (MQTT 5.0, 4.3).</summary>
public enum QoS : byte
{
    /// <summary>At most once: sent and forgotten.</summary>
    AtMostOnce = 0,

    /// <summary>At least once: acknowledged by PUBACK; may arrive twice.</summary>
    AtLeastOnce = 1,

    /// <summary>Exactly once: PUBREC, PUBREL and PUBCOMP make sure of it.</summary>
    ExactlyOnce = 2,
}
