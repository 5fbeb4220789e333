namespace Gmqtt.Fuzz;

/// <summary>What a run has seen. Exceptions and violations must be zero.</summary>
public sealed class FuzzReport
{
    public long Packets { get; set; }

    public long Accepted { get; set; }

    public long Refused { get; set; }

    public long Incomplete { get; set; }

    public long Exceptions { get; set; }

    public long Violations { get; set; }

    public string? FirstFailure { get; set; }

    public long WorstTicks { get; set; }

    public byte[] WorstPacket { get; set; } = [];

    public double WorstAllocationRatio { get; set; }

    public void Fail(string what, ReadOnlySpan<byte> packet)
    {
        Violations++;
        FirstFailure ??= $"{what}: {Convert.ToHexString(packet)}";
    }

    public void Add(FuzzReport other)
    {
        Packets += other.Packets;
        Accepted += other.Accepted;
        Refused += other.Refused;
        Incomplete += other.Incomplete;
        Exceptions += other.Exceptions;
        Violations += other.Violations;
        FirstFailure ??= other.FirstFailure;
        WorstAllocationRatio = Math.Max(WorstAllocationRatio, other.WorstAllocationRatio);
        if (other.WorstTicks > WorstTicks)
        {
            WorstTicks = other.WorstTicks;
            WorstPacket = other.WorstPacket;
        }
    }
}
