using System.Buffers.Binary;
using System.Diagnostics;

namespace Gmqtt.Load;

/// <summary>Sends numbered messages, as many as the window lets or when they are due.</summary>
internal sealed class Publisher : Client
{
    /// <summary>Unacknowledged QoS 1 and 2 messages at a time; few brokers grant more unasked.</summary>
    private const int MostUnacknowledged = 100;

    private readonly byte[] _template;
    private readonly int _idAt;
    private readonly int _payloadAt;
    private readonly uint _index;
    private readonly int _copies;
    private readonly bool[] _used = new bool[ushort.MaxValue + 1];
    private long _delivered;
    private int _unacknowledged;
    private ushort _lastId;
    private long _owed;

    /// <param name="load">The run.</param>
    /// <param name="index">Its number.</param>
    /// <param name="topic">Where it publishes.</param>
    /// <param name="copies">Subscribers that get each message.</param>
    public Publisher(Load load, int index, string topic, int copies)
        : base(load, $"{load.Run}-pub-{index}")
    {
        _index = (uint)index;
        _copies = copies;
        (_template, _idAt, _payloadAt) = Packets.Publish(topic, load.Options.QoS, load.Options.Size, load.Options.Version5);
    }

    public ulong Sent { get; private set; }

    /// <summary>Acknowledged to the end.</summary>
    public long Acknowledged { get; private set; }

    public int Copies => _copies;

    public bool IsTouched { get; set; }

    /// <summary>A subscriber has one of its messages.</summary>
    public void Delivered() => _delivered++;

    /// <summary>So many more are due.</summary>
    public void Owe(long messages) => _owed += messages;

    /// <summary>Sends what may be sent now.</summary>
    public void Refill()
    {
        if (!Load.IsSending) return;
        var options = Load.Options;
        while (options.Rate > 0 ? _owed > 0 : _copies == 0 || (long)Sent - (_delivered / _copies) < options.Window)
        {
            if (options.QoS > 0 && _unacknowledged >= MostUnacknowledged) break;
            Publish();
            if (options.Rate > 0) _owed--;
            if (_copies == 0 && Sent % 64 == 0) break;
        }

        Flush();
    }

    protected override void OnPacket(byte first, ReadOnlySpan<byte> body)
    {
        switch (first >> 4)
        {
            case 5: // PUBREC: PUBREL follows
                Refused(body);
                Packets.Acknowledge(Reserve(4), 0x62, Id(body));
                break;
            case 4 or 7: // PUBACK, PUBCOMP
                Refused(body);
                if (!_used[Id(body)]) throw new LoadException($"{ClientId}: identifier {Id(body)} is acknowledged and was not used");
                _used[Id(body)] = false;
                _unacknowledged--;
                Acknowledged++;
                Load.Touch(this);
                break;
        }
    }

    private static void Refused(ReadOnlySpan<byte> body)
    {
        if (body.Length > 2 && body[2] >= 0x80) throw new LoadException($"a PUBLISH was refused with 0x{body[2]:X2}");
    }

    private void Publish()
    {
        var packet = Reserve(_template.Length);
        _template.CopyTo(packet);
        new Payload(_index, ++Sent, Stopwatch.GetTimestamp()).Write(packet[_payloadAt..]);
        if (Load.Options.QoS == 0) return;
        do
        {
            _lastId++;
        }
        while (_lastId == 0 || _used[_lastId]);
        _used[_lastId] = true;
        _unacknowledged++;
        BinaryPrimitives.WriteUInt16BigEndian(packet[_idAt..], _lastId);
    }
}
