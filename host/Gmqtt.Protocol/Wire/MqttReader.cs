using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Protocol.Wire;

/// <summary>
/// The one place where packet bytes are indexed. Every read is checked against what is left; a read that does not fit returns false
/// and leaves the position where it was. Nothing here throws.
/// </summary>
/// <param name="source">A complete packet body.</param>
public ref struct MqttReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private int _position;

    /// <summary>Bytes read so far: the offset of the next one in the source.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Left => _source.Length - _position;

    /// <summary>True when everything has been read.</summary>
    public readonly bool IsAtEnd => _position == _source.Length;

    /// <summary>Reads one byte.</summary>
    /// <param name="value">The byte.</param>
    /// <returns>False when nothing is left.</returns>
    public bool TryReadByte(out byte value)
    {
        if ((uint)_position >= (uint)_source.Length)
        {
            value = 0;
            return false;
        }

        value = _source[_position++];
        return true;
    }

    /// <summary>Skips the next byte where it is zero.</summary>
    /// <returns>Whether it was.</returns>
    public bool TrySkipZero()
    {
        if ((uint)_position >= (uint)_source.Length || _source[_position] != 0)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Reads a Two Byte Integer (1.5.2).</summary>
    /// <param name="value">The value.</param>
    /// <returns>False when fewer than two bytes are left.</returns>
    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_source[_position..], out value))
        {
            return false;
        }

        _position += 2;
        return true;
    }

    /// <summary>Reads a Four Byte Integer (1.5.3).</summary>
    /// <param name="value">The value.</param>
    /// <returns>False when fewer than four bytes are left.</returns>
    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_source[_position..], out value))
        {
            return false;
        }

        _position += 4;
        return true;
    }

    /// <summary>Reads a Variable Byte Integer (1.5.5).</summary>
    /// <param name="value">The value.</param>
    /// <returns>False when it is cut short, longer than four bytes or not in its shortest form.</returns>
    public bool TryReadVariableByteInteger(out int value)
    {
        if (VariableByteInteger.TryRead(_source[_position..], out value, out int size) != OperationStatus.Done)
        {
            return false;
        }

        _position += size;
        return true;
    }

    /// <summary>Reads a given number of bytes.</summary>
    /// <param name="length">How many; a negative number does not fit.</param>
    /// <param name="value">A slice of the source.</param>
    /// <returns>False when fewer are left.</returns>
    public bool TryReadBytes(int length, out ReadOnlySpan<byte> value)
    {
        if ((uint)length > (uint)Left)
        {
            value = default;
            return false;
        }

        value = _source.Slice(_position, length);
        _position += length;
        return true;
    }

    /// <summary>Reads Binary Data (1.5.6): a Two Byte Integer length and that many bytes.</summary>
    /// <param name="value">A slice of the source, without the length.</param>
    /// <returns>False when it is cut short.</returns>
    public bool TryReadBinary(out ReadOnlySpan<byte> value)
    {
        int start = _position;
        if (TryReadUInt16(out ushort length) && TryReadBytes(length, out value))
        {
            return true;
        }

        _position = start;
        value = default;
        return false;
    }

    /// <summary>Reads a UTF-8 Encoded String (1.5.4) and judges its bytes.</summary>
    /// <param name="value">A slice of the source, without the length.</param>
    /// <returns>False when it is cut short, not well-formed UTF-8 [MQTT-1.5.4-1], or holds U+0000 [MQTT-1.5.4-2].</returns>
    public bool TryReadUtf8(out ReadOnlySpan<byte> value)
    {
        int start = _position;
        if (TryReadBinary(out value) && Utf8Rules.IsValid(value))
        {
            return true;
        }

        _position = start;
        value = default;
        return false;
    }

    /// <summary>Reads a UTF-8 Encoded String as .NET text; for packets that are rare.</summary>
    /// <param name="value">The text; a leading U+FEFF is kept [MQTT-1.5.4-3].</param>
    /// <returns>False when it is cut short or not valid.</returns>
    public bool TryReadString(out string value)
    {
        if (!TryReadUtf8(out ReadOnlySpan<byte> bytes))
        {
            value = string.Empty;
            return false;
        }

        value = Encoding.UTF8.GetString(bytes);
        return true;
    }

    /// <summary>Takes everything that is left.</summary>
    /// <returns>A slice of the source; may be empty.</returns>
    public ReadOnlySpan<byte> ReadToEnd()
    {
        ReadOnlySpan<byte> rest = _source[_position..];
        _position = _source.Length;
        return rest;
    }
}
