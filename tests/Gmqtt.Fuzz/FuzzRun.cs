using System.Buffers;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Fuzz;

/// <summary>
/// One thread's share of a run. Every packet: no exception, nothing read beyond the buffer, a Reason Code from the allowed set, memory
/// in proportion to the packet. Every sixteenth also: the same answer when the bytes arrive in two pieces, and an accepted packet that
/// is written and read again is the same packet.
/// </summary>
public sealed class FuzzRun(ulong seed, TimeProvider time)
{
    // A property pair or filter of a few bytes becomes objects with headers; the count of both is bounded, so the factor is too.
    private const int AllocationFactor = 40;
    private const int AllocationBase = 1_024;

    private static readonly ProtocolVersion[] Versions = [ProtocolVersion.V31, ProtocolVersion.V311, ProtocolVersion.V5];

    private readonly FuzzRandom _random = new(seed);
    private readonly FuzzReport _report = new();

    public FuzzReport Execute(long packets)
    {
        var mutator = new Mutator(_random);
        IReadOnlyList<Sample> corpus = Corpus.All;
        foreach (Sample sample in corpus)
        {
            _ = AnyPacket.Read(sample, out _); // builds the static tables, which are not the cost of a packet
        }

        for (long i = 0; i < packets; i++)
        {
            Sample sample = corpus[_random.Next(corpus.Count)];
            ReadOnlySpan<byte> packet = mutator.Mutate(sample, corpus);
            ProtocolVersion version = _random.OneIn(8) ? Versions[_random.Next(3)] : sample.Version;
            Sender sender = _random.OneIn(8) ? (Sender)_random.Next(2) : sample.Sender;
            try
            {
                Check(packet, version, sender, deep: (i & 15) == 0);
            }
            catch (Exception exception)
            {
                _report.Exceptions++;
                _report.FirstFailure ??= $"{exception.GetType().Name} for {Convert.ToHexString(packet)} {version} {sender}: {exception}";
            }
        }

        _report.Packets = packets;
        return _report;
    }

    private void Check(ReadOnlySpan<byte> packet, ProtocolVersion version, Sender sender, bool deep)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long started = time.GetTimestamp();
        var limits = new FrameLimits(65_536, version);
        FrameStatus status = FrameReader.TryRead(packet, limits, out int headerLength, out int totalLength, out PacketError error);
        if (status == FrameStatus.Frame)
        {
            ReadOnlySpan<byte> body = packet[headerLength..totalLength];
            error = AnyPacket.Judge((PacketType)(packet[0] >> 4), (byte)(packet[0] & 15), body, version, sender);
        }

        long ticks = time.GetTimestamp() - started;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Count(packet, status, error, ticks, allocated);
        if (deep)
        {
            CheckSplit(packet, limits, status, totalLength);
            if (status == FrameStatus.Frame && error.IsNone)
            {
                CheckFixpoint(packet[..totalLength], headerLength, version, sender);
            }
        }
    }

    private void Count(ReadOnlySpan<byte> packet, FrameStatus status, PacketError error, long ticks, long allocated)
    {
        if (error.IsError)
        {
            _report.Refused++;
        }
        else if (status == FrameStatus.NeedMore)
        {
            _report.Incomplete++;
        }
        else
        {
            _report.Accepted++;
        }

        if (error.IsError && !IsExpected(error))
        {
            _report.Fail("unexpected reason", packet);
        }

        if (allocated > AllocationBase + (AllocationFactor * (long)packet.Length))
        {
            _report.Fail($"{allocated} bytes allocated", packet);
        }

        _report.WorstAllocationRatio = Math.Max(_report.WorstAllocationRatio, (double)allocated / packet.Length);
        if (ticks > _report.WorstTicks)
        {
            _report.WorstTicks = ticks;
            _report.WorstPacket = packet.ToArray();
        }
    }

    private static bool IsExpected(PacketError error)
    {
        return error.Reason is not null && error.Code is ReasonCode.MalformedPacket or ReasonCode.ProtocolError
            or ReasonCode.UnsupportedProtocolVersion or ReasonCode.TopicNameInvalid or ReasonCode.TopicAliasInvalid
            or ReasonCode.PacketTooLarge or ReasonCode.QuotaExceeded;
    }

    private void CheckSplit(ReadOnlySpan<byte> packet, FrameLimits limits, FrameStatus expected, int totalLength)
    {
        ReadOnlySequence<byte> pieces = Pieces.Split(packet.ToArray(), _random.Next(packet.Length + 1));
        FrameStatus status = FrameReader.TryRead(ref pieces, limits, out Frame frame, out _);
        bool same = status == expected && (status != FrameStatus.Frame
            || (pieces.Length == packet.Length - totalLength && frame.Body.ToArray().AsSpan().SequenceEqual(
                packet[(totalLength - (int)frame.Body.Length)..totalLength])));
        if (!same)
        {
            _report.Fail("another answer when split", packet);
        }
    }

    private void CheckFixpoint(ReadOnlySpan<byte> frame, int headerLength, ProtocolVersion version, Sender sender)
    {
        var type = (PacketType)(frame[0] >> 4);
        PacketError error = AnyPacket.Read(type, (byte)(frame[0] & 15), frame[headerLength..], version, sender, out object? packet);
        if (error.IsError)
        {
            return; // a Topic Name that the view does not judge
        }

        byte[] once = AnyPacket.Write(type, packet!, version);
        var again = new Sample("written", version, sender, once);
        error = AnyPacket.Read(again, out object? reread);
        if (error.IsError || !AnyPacket.Write(type, reread!, version).AsSpan().SequenceEqual(once))
        {
            _report.Fail("not the same packet after writing and reading", frame);
        }
    }
}
