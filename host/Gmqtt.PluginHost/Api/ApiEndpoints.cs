using System.Net;
using System.Security.Cryptography;
using Gmqtt.PluginHost.Api.Access;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gmqtt.PluginHost.Api;

/// <summary>The configured endpoints, read and checked, with their certificates.</summary>
internal sealed class ApiEndpoints
{
    private readonly List<Endpoint> _endpoints = [];
    private readonly IReadOnlyList<string> _allowedHosts;

    private ApiEndpoints(IReadOnlyList<string> allowedHosts) => _allowedHosts = allowedHosts;

    public IReadOnlyList<EndPoint> Http => Bound(isGrpc: false);

    public IReadOnlyList<EndPoint> Grpc => Bound(isGrpc: true);

    /// <summary>Their certificates, with the files' name.</summary>
    public IEnumerable<(string File, ApiCertificate Certificate)> Certificates
        => from endpoint in _endpoints where endpoint.Certificate is not null select (endpoint.File!, endpoint.Certificate);

    /// <returns>The endpoints, or what is wrong with one of them, in one sentence.</returns>
    public static (ApiEndpoints? Endpoints, string? Problem) Read(ApiServerOptions options)
    {
        var endpoints = new ApiEndpoints(options.AllowedHosts);
        var problem = options.Http.Select(o => endpoints.Add(o, isGrpc: false)).Concat(options.Grpc.Select(o => endpoints.Add(o, isGrpc: true)))
            .FirstOrDefault(p => p is not null);
        return problem is null ? (endpoints, null) : (null, problem);
    }

    public void Listen(KestrelServerOptions kestrel)
    {
        foreach (var endpoint in _endpoints)
        {
            var rules = new EndpointRules(new HostNames(_allowedHosts, endpoint.Address.IsLocal), endpoint.CertificateRole);
            endpoint.Address.Listen(kestrel, listen =>
            {
                endpoint.Listen = listen;
                listen.Protocols = Protocols(endpoint);
                listen.Use(next => connection =>
                {
                    connection.Features.Set(rules);
                    return next(connection);
                });
                if (endpoint.Certificate is { } certificate)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Current) });
                }
            });
        }
    }

    private string? Add(ApiEndpointOptions options, bool isGrpc)
    {
        var (address, problem) = ApiAddress.Parse(options.Address);
        if (address is null)
        {
            return problem;
        }

        try
        {
            var certificate = options.Tls is null ? null : new ApiCertificate(options.Tls);
            _endpoints.Add(new Endpoint(address, isGrpc, certificate, options.Tls?.CertificateFile, options.CertificateRole));
            return null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return $"the certificate '{options.Tls!.CertificateFile}' of the API address '{options.Address}' cannot be used: {exception.Message}";
        }
    }

    /// <summary>Without TLS a client cannot choose, so the endpoint's purpose does.</summary>
    private static HttpProtocols Protocols(Endpoint endpoint)
        => endpoint.IsGrpc ? HttpProtocols.Http2 : endpoint.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;

    private List<EndPoint> Bound(bool isGrpc)
        => [.. _endpoints.Where(e => e.IsGrpc == isGrpc).Select(e => e.Listen?.EndPoint ?? e.Address.EndPoint)];

    private sealed record Endpoint(ApiAddress Address, bool IsGrpc, ApiCertificate? Certificate, string? File, ApiRole? CertificateRole)
    {
        /// <summary>Kestrel's own, which knows the port once it is bound.</summary>
        public ListenOptions? Listen { get; set; }
    }
}
