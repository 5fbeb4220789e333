namespace Gmqtt.Protocol.Wire;

/// <summary>
/// Where an encoder puts its fields: <see cref="MqttSizer"/> counts them, <see cref="MqttWriter"/> writes them. Each packet lists its
/// fields once, so the size and the bytes cannot disagree.
/// </summary>
internal interface IWireSink
{
    void WriteByte(byte value);

    void WriteUInt16(ushort value);

    void WriteUInt32(uint value);

    void WriteVariableByteInteger(int value);

    void WriteBytes(ReadOnlySpan<byte> value);

    void WriteBinary(ReadOnlySpan<byte> value);

    void WriteString(string value);
}
