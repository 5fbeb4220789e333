namespace Gmqtt.Protocol.Properties;

/// <summary>What a property's value must be besides being of its type.</summary>
public enum PropertyLimit : byte
{
    /// <summary>Every value is legal.</summary>
    Any = 0,

    /// <summary>0 or 1.</summary>
    ZeroOrOne,

    /// <summary>Everything but 0.</summary>
    NotZero,

    /// <summary>A Topic Name: not empty, no wildcards.</summary>
    TopicName,
}
