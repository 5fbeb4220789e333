namespace Gmqtt.Mqtt;

/// <summary>Payload Format Indicator of an application message (MQTT 5.0, 3.3.2.3.2).</summary>
public enum PayloadFormat : byte
{
    /// <summary>Unspecified bytes.</summary>
    Bytes = 0,

    /// <summary>UTF-8 encoded character data.</summary>
    Utf8 = 1,
}
