namespace Gmqtt.Chaos.Ledger;

/// <summary>What is known of a message that was sent.</summary>
internal enum Fate : byte
{
    /// <summary>Sent; may arrive.</summary>
    Sent,

    /// <summary>Acknowledged with success (PUBACK, PUBREC): it must arrive.</summary>
    Owned,

    /// <summary>Refused: it must not arrive.</summary>
    Refused,

    /// <summary>Its session is gone before it was acknowledged: it may arrive.</summary>
    Unknown,
}
