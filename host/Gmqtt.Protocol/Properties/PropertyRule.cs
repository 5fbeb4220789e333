namespace Gmqtt.Protocol.Properties;

/// <summary>One row of <see cref="PropertyRules"/>.</summary>
/// <param name="Id">The property.</param>
/// <param name="Type">Data type of the value.</param>
/// <param name="AllowedIn">Where it may stand.</param>
/// <param name="RepeatsIn">Where it may stand more than once.</param>
/// <param name="Limit">What the value must be.</param>
public readonly record struct PropertyRule(
    PropertyId Id, PropertyType Type, PacketKinds AllowedIn, PacketKinds RepeatsIn = PacketKinds.None, PropertyLimit Limit = PropertyLimit.Any);
