using Gmqtt.Listeners;
using Gmqtt.PluginHost.Api.Access;

namespace Gmqtt.Host.Configuration.Options;

/// <summary>One <c>[[api.http]]</c> or <c>[[api.grpc]]</c> table.</summary>
internal sealed record ApiEndpointOptions
{
    public required string Address { get; init; }

    /// <summary>What a verified client certificate allows without a token; null for nothing.</summary>
    public ApiRole? CertificateRole { get; init; }

    /// <summary>The certificate and what is asked of callers; null speaks no TLS.</summary>
    public TlsOptions? Tls { get; init; }
}
