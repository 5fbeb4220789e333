namespace Gmqtt.Load;

/// <summary>Takes messages, acknowledges them, and checks that each comes once and in its turn.</summary>
internal sealed class Subscriber : Client
{
    private readonly Dictionary<uint, ulong> _latest = [];

    public Subscriber(Load load, int index)
        : base(load, $"{load.Run}-sub-{index}")
        => Index = index;

    /// <summary>Its number.</summary>
    public int Index { get; }

    /// <summary>Messages that came twice, or behind a later one of the same publisher.</summary>
    public long OutOfTurn { get; private set; }

    public long Received { get; private set; }

    /// <summary>Whether a publisher's message may come more than once, as with overlapping subscriptions.</summary>
    public bool Overlaps { get; init; }

    protected override void OnPacket(byte first, ReadOnlySpan<byte> body)
    {
        switch (first >> 4)
        {
            case 3:
                Take(first, body);
                break;
            case 6: // PUBREL
                Packets.Acknowledge(Reserve(4), 0x70, Id(body));
                break;
        }
    }

    private void Take(byte first, ReadOnlySpan<byte> body)
    {
        var qos = (first >> 1) & 3;
        var at = 2 + Id(body);
        if (qos > 0)
        {
            Packets.Acknowledge(Reserve(4), (byte)(qos == 1 ? 0x40 : 0x50), Id(body[at..]));
            at += 2;
        }

        if (Load.Options.Version5)
        {
            // The length of the properties is one byte as long as they are few.
            at += 1 + body[at];
        }

        var payload = Payload.Read(body[at..]);
        var latest = _latest.GetValueOrDefault(payload.Publisher);
        if (!Overlaps && payload.Sequence != latest + 1 && payload.Sequence <= latest) OutOfTurn++;
        _latest[payload.Publisher] = Math.Max(latest, payload.Sequence);
        Received++;
        Load.Delivered(payload);
    }
}
