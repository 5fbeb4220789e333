namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[api]</c> table: where the APIs of plugins are served. Nothing is opened while no plugin serves one.</summary>
internal sealed record ApiOptions
{
    public IReadOnlyList<ApiEndpointOptions> Http { get; init; } = [new() { Address = "127.0.0.1:8083" }];

    public IReadOnlyList<ApiEndpointOptions> Grpc { get; init; } = [new() { Address = "127.0.0.1:8084" }];
}
