namespace Gmqtt.Protocol.Properties;

/// <summary>The data type of a property's value (MQTT 5.0, 1.5).</summary>
public enum PropertyType : byte
{
    /// <summary>The identifier is not a property.</summary>
    None = 0,

    /// <summary>One byte.</summary>
    Byte,

    /// <summary>Two bytes, big-endian.</summary>
    TwoByteInteger,

    /// <summary>Four bytes, big-endian.</summary>
    FourByteInteger,

    /// <summary>One to four bytes, seven bits each.</summary>
    VariableByteInteger,

    /// <summary>Two-byte length and bytes.</summary>
    BinaryData,

    /// <summary>Two-byte length and UTF-8.</summary>
    Utf8String,

    /// <summary>Two UTF-8 strings.</summary>
    Utf8StringPair,
}
