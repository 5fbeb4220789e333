namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[api]</c> table: where the APIs of plugins are served, and to whom. Nothing is opened while no plugin serves one.</summary>
internal sealed record ApiOptions
{
    public IReadOnlyList<ApiEndpointOptions> Http { get; init; } = [new() { Address = "127.0.0.1:8083" }];

    public IReadOnlyList<ApiEndpointOptions> Grpc { get; init; } = [new() { Address = "127.0.0.1:8084" }];

    /// <summary>The file with the token that allows everything; null for <c>api-token</c> in the folder of the plugins' data.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Further tokens.</summary>
    public IReadOnlyList<ApiCallerOptions> Tokens { get; init; } = [];

    /// <summary>Host names that are answered beside IP addresses and localhost.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins whose pages may change something.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of a request's body.</summary>
    public long MaxBodySize { get; init; } = 1024 * 1024;

    /// <summary>Requests of one address in a second; 0 for any number.</summary>
    public int RequestRate { get; init; } = 200;
}
