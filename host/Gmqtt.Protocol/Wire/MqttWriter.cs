using System.Buffers.Binary;
using System.Text;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Protocol.Wire;

/// <summary>
/// Writes MQTT data types one after the other. The destination has been sized by the codec's <c>GetSize</c>; too small a destination is
/// a bug of the caller and throws.
/// </summary>
/// <param name="destination">Where the bytes go.</param>
public ref struct MqttWriter(Span<byte> destination) : IWireSink
{
    private readonly Span<byte> _destination = destination;
    private int _position;

    /// <summary>Bytes written so far.</summary>
    public readonly int Position => _position;

    /// <summary>Writes the fixed header.</summary>
    /// <param name="firstByte">Packet type and flags.</param>
    /// <param name="remainingLength">Length of the body.</param>
    public void WriteFixedHeader(byte firstByte, int remainingLength)
    {
        WriteByte(firstByte);
        WriteVariableByteInteger(remainingLength);
    }

    /// <summary>Writes one byte.</summary>
    /// <param name="value">The byte.</param>
    public void WriteByte(byte value)
    {
        _destination[_position++] = value;
    }

    /// <summary>Writes a Two Byte Integer (1.5.2).</summary>
    /// <param name="value">The value.</param>
    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_destination[_position..], value);
        _position += 2;
    }

    /// <summary>Writes a Four Byte Integer (1.5.3).</summary>
    /// <param name="value">The value.</param>
    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_destination[_position..], value);
        _position += 4;
    }

    /// <summary>Writes a Variable Byte Integer in its shortest form [MQTT-1.5.5-1].</summary>
    /// <param name="value">0 to <see cref="VariableByteInteger.MaxValue"/>.</param>
    public void WriteVariableByteInteger(int value)
    {
        _position += VariableByteInteger.Write(_destination[_position..], value);
    }

    /// <summary>Writes bytes as they are.</summary>
    /// <param name="value">The bytes.</param>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_destination[_position..]);
        _position += value.Length;
    }

    /// <summary>Writes Binary Data (1.5.6), or a UTF-8 Encoded String that is already encoded.</summary>
    /// <param name="value">At most 65 535 bytes.</param>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteUInt16(checked((ushort)value.Length));
        WriteBytes(value);
    }

    /// <summary>Writes a UTF-8 Encoded String (1.5.4). U+0000 and a lone surrogate become U+FFFD: own output is always well formed.</summary>
    /// <param name="value">At most 65 535 bytes when encoded, see <see cref="Utf8Rules.IsEncodable"/>.</param>
    public void WriteString(string value)
    {
        int length = Encoding.UTF8.GetBytes(Utf8Rules.WithoutNull(value), _destination[(_position + 2)..]);
        WriteUInt16(checked((ushort)length));
        _position += length;
    }
}
