namespace Gmqtt.Protocol.Tests.Wire;

/// <summary>Well-formed UTF-8 as a state machine over single bytes (Unicode, table 3-7), written without looking at the product.</summary>
internal static class Utf8Oracle
{
    public static bool IsValidWithoutNul(ReadOnlySpan<byte> bytes)
    {
        int pending = 0;
        byte lowest = 0x80;
        byte highest = 0xBF;
        foreach (byte b in bytes)
        {
            if (pending > 0)
            {
                if (b < lowest || b > highest)
                {
                    return false;
                }

                pending--;
                (lowest, highest) = (0x80, 0xBF);
                continue;
            }

            switch (b)
            {
                case 0:
                    return false;
                case <= 0x7F:
                    break;
                case >= 0xC2 and <= 0xDF:
                    pending = 1;
                    break;
                case >= 0xE0 and <= 0xEF:
                    pending = 2;
                    lowest = b == 0xE0 ? (byte)0xA0 : (byte)0x80;  // no overlong form
                    highest = b == 0xED ? (byte)0x9F : (byte)0xBF; // no surrogate
                    break;
                case >= 0xF0 and <= 0xF4:
                    pending = 3;
                    lowest = b == 0xF0 ? (byte)0x90 : (byte)0x80;  // no overlong form
                    highest = b == 0xF4 ? (byte)0x8F : (byte)0xBF; // not above U+10FFFF
                    break;
                default:
                    return false;
            }
        }

        return pending == 0;
    }
}
