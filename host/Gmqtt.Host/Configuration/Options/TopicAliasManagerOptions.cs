namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[topic_alias_manager]</c> table: which topics get an alias towards a client that allows some.</summary>
internal sealed record TopicAliasManagerOptions
{
    /// <summary>The only one there is: the oldest alias makes room for a new topic.</summary>
    public string Type { get; init; } = "fifo";
}
