using Gmqtt.PluginHost.Api.Access;

namespace Gmqtt.Host.Configuration.Options;

/// <summary>One <c>[[api.tokens]]</c> table.</summary>
internal sealed record ApiCallerOptions
{
    public required string Name { get; init; }

    /// <summary>The file that holds the token.</summary>
    public required string TokenFile { get; init; }

    public ApiRole Role { get; init; } = ApiRole.Viewer;
}
