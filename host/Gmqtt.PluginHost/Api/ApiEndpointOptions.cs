namespace Gmqtt.PluginHost.Api;

/// <summary>One <c>[[api.http]]</c> or <c>[[api.grpc]]</c>.</summary>
/// <param name="Address"><c>127.0.0.1:8083</c>, <c>[::1]:8083</c>, <c>:8083</c> (all addresses) or <c>unix:/path</c>; port 0 takes a free one.</param>
/// <param name="Tls">Null: without TLS.</param>
internal sealed record ApiEndpointOptions(string Address, ApiTlsOptions? Tls = null);

/// <summary>The <c>tls</c> table of an endpoint; files are PEM and are read when the endpoints open and at a reload.</summary>
internal sealed record ApiTlsOptions
{
    /// <summary>The server's certificate with its chain.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>Its key; null where <see cref="CertificateFile"/> has it too.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Roots that a client's certificate must lead to; then a client without one is refused. Null: clients show none.</summary>
    public string? ClientCaFile { get; init; }
}
