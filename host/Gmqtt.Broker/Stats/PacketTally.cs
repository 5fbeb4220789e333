using System.Runtime.CompilerServices;

namespace Gmqtt.Broker.Stats;

/// <summary>One count for each control packet type, in place.</summary>
[InlineArray(Tally.PacketTypes)]
internal struct PacketTally
{
    private long _first;
}

/// <summary>One count for each QoS, in place.</summary>
[InlineArray(Tally.QoSLevels)]
internal struct QoSTally
{
    private long _first;
}
