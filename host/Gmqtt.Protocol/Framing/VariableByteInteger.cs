using System.Buffers;

namespace Gmqtt.Protocol.Framing;

/// <summary>Variable Byte Integer (MQTT 5.0, 1.5.5): seven bits a byte, low bits first, one to four bytes.</summary>
public static class VariableByteInteger
{
    /// <summary>The largest value that four bytes hold: 268 435 455.</summary>
    public const int MaxValue = 268_435_455;

    /// <summary>The longest form.</summary>
    public const int MaxSize = 4;

    /// <summary>Reads one integer from the start of <paramref name="source"/>.</summary>
    /// <param name="source">What has been received so far.</param>
    /// <param name="value">The value when <see cref="OperationStatus.Done"/>.</param>
    /// <param name="size">The bytes it took when <see cref="OperationStatus.Done"/>.</param>
    /// <returns>Done; NeedMoreData when the source ends first; InvalidData for a fifth byte or a form that is not the shortest.</returns>
    public static OperationStatus TryRead(ReadOnlySpan<byte> source, out int value, out int size)
    {
        value = 0;
        size = 0;
        int shift = 0;
        foreach (byte current in source)
        {
            value |= (current & 0x7F) << shift;
            size++;
            if (current < 0x80)
            {
                // [MQTT-1.5.5-1] the shortest form is the only one: a last byte of zero adds nothing.
                return current == 0 && size > 1 ? OperationStatus.InvalidData : OperationStatus.Done;
            }

            if (size == MaxSize)
            {
                return OperationStatus.InvalidData;
            }

            shift += 7;
        }

        return OperationStatus.NeedMoreData;
    }

    /// <summary>How many bytes <paramref name="value"/> takes.</summary>
    /// <param name="value">0 to <see cref="MaxValue"/>.</param>
    /// <returns>1 to 4.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value cannot be encoded: the caller built too large a packet.</exception>
    public static int GetSize(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;
    }

    /// <summary>Writes the shortest form.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <param name="value">0 to <see cref="MaxValue"/>.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> destination, int value)
    {
        int size = GetSize(value);
        for (int i = 0; i < size - 1; i++)
        {
            destination[i] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[size - 1] = (byte)value;
        return size;
    }
}
