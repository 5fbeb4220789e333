namespace Gmqtt.Protocol.Properties;

/// <summary>One property, still in the receive buffer.</summary>
public readonly ref struct Property
{
    /// <summary>Which property.</summary>
    public PropertyId Id { get; internal init; }

    /// <summary>All its bytes, identifier included; copying them passes the property on unaltered.</summary>
    public ReadOnlySpan<byte> Raw { get; internal init; }

    /// <summary>The value of the four integer types.</summary>
    public uint Number { get; internal init; }

    /// <summary>The value of string and binary types, the name of a pair; without the length.</summary>
    public ReadOnlySpan<byte> Bytes { get; internal init; }

    /// <summary>The value of a pair.</summary>
    public ReadOnlySpan<byte> PairValue { get; internal init; }
}
