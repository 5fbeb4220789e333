using Gmqtt.Mqtt;

namespace Gmqtt.Admin.Publishing;

/// <summary>A User Property as text.</summary>
internal sealed record NameValue(string Name, string Value)
{
    internal static IReadOnlyList<NameValue> Of(IReadOnlyList<UserProperty> properties) => [.. properties.Select(p => new NameValue(p.Name, p.Value))];
}
