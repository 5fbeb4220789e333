using System.Text;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Protocol.Wire;

/// <summary>Counts the bytes that <see cref="MqttWriter"/> would write.</summary>
internal struct MqttSizer : IWireSink
{
    /// <summary>The bytes counted so far.</summary>
    public int Length { get; private set; }

    /// <inheritdoc/>
    public void WriteByte(byte value)
    {
        Length++;
    }

    /// <inheritdoc/>
    public void WriteUInt16(ushort value)
    {
        Length += 2;
    }

    /// <inheritdoc/>
    public void WriteUInt32(uint value)
    {
        Length += 4;
    }

    /// <inheritdoc/>
    public void WriteVariableByteInteger(int value)
    {
        Length += VariableByteInteger.GetSize(value);
    }

    /// <inheritdoc/>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        Length = checked(Length + value.Length);
    }

    /// <inheritdoc/>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, Utf8Rules.MaximumBytes, nameof(value));
        Length += 2 + value.Length;
    }

    /// <inheritdoc/>
    public void WriteString(string value)
    {
        int length = Encoding.UTF8.GetByteCount(Utf8Rules.WithoutNull(value));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Utf8Rules.MaximumBytes, nameof(value));
        Length += 2 + length;
    }
}
