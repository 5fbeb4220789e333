using Gmqtt.Protocol.Framing;

namespace Gmqtt.Protocol.Codec;

/// <summary>Arithmetic of the fixed header, shared by all encoders.</summary>
internal static class FrameEncoding
{
    /// <summary>The whole frame around a body of this length.</summary>
    public static int SizeOf(int remainingLength)
    {
        return 1 + VariableByteInteger.GetSize(remainingLength) + remainingLength;
    }
}
