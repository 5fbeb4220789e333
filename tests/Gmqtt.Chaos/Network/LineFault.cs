namespace Gmqtt.Chaos.Network;

/// <summary>What is wrong with a network.</summary>
/// <param name="Name">In a few words.</param>
internal sealed record LineFault(string Name)
{
    internal static readonly LineFault None = new("none");

    /// <summary>How long every byte is on its way.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How much longer, at most.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Most bytes that are handed on in one piece; 0: as they come.</summary>
    public int Piece { get; init; }

    /// <summary>Bytes a second in each direction; 0: no limit.</summary>
    public int Rate { get; init; }

    /// <summary>Age at which a connection is reset; zero: never.</summary>
    public TimeSpan ResetAfter { get; init; }

    /// <summary>Nothing moves for so long, from the first second of a connection on.</summary>
    public TimeSpan Stall { get; init; }
}
