namespace Gmqtt.Protocol.Topics;

/// <summary>How large a Topic Name or Topic Filter may be. The levels bound the depth of every tree that stores it.</summary>
/// <param name="MaximumLevels">Most levels; "a/b" has two.</param>
/// <param name="MaximumBytes">Most bytes in UTF-8.</param>
public readonly record struct TopicLimits(int MaximumLevels, int MaximumBytes)
{
    /// <summary>128 levels, 4 096 bytes: far above what is used in practice.</summary>
    public static TopicLimits Default => new(128, 4_096);

    /// <summary>Only what the protocol itself sets.</summary>
    public static TopicLimits ProtocolMaximum => new(65_536, 65_535);
}
