namespace Gmqtt.Protocol.Codec;

/// <summary>
/// The lengths inside an outgoing PUBLISH, worked out once by <see cref="PublishEncoder.Measure"/>: to make room for the packet, and then to write it.
/// </summary>
public readonly record struct PublishLayout
{
    internal const int NoPropertyLength = -1;

    internal PublishLayout(int body, int properties)
    {
        Body = body;
        Properties = properties;
    }

    /// <summary>The size of the whole frame.</summary>
    public int Size => FrameEncoding.SizeOf(Body);

    /// <summary>Remaining Length.</summary>
    internal int Body { get; }

    /// <summary>Property Length, or <see cref="NoPropertyLength"/> before MQTT 5.0.</summary>
    internal int Properties { get; }
}
