namespace Gmqtt.Protocol.Framing;

/// <summary>What <see cref="FrameReader"/> found at the start of the received bytes.</summary>
public enum FrameStatus
{
    /// <summary>Nothing is wrong so far, but the frame is not complete.</summary>
    NeedMore = 0,

    /// <summary>One complete frame.</summary>
    Frame = 1,

    /// <summary>The fixed header is not acceptable; more bytes cannot change that.</summary>
    Error = 2,
}
