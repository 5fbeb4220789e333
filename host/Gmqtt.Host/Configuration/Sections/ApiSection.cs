using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Host.Configuration.Options.ApiEndpointOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[api]</c> table.</summary>
internal static class ApiSection
{
    private static readonly Section<ApiEndpointOptions> Endpoint = new(
        () => new ApiEndpointOptions { Address = "" },
        K.Optional("address", ListenerSection.Address, o => o.Address.Length == 0 ? null : o.Address,
            (o, v) => o with { Address = v }, Reload.Restart,
            "\"127.0.0.1:8083\"", "Where the API is served. Nothing is opened while no plugin serves one."),
        new TableOf<ApiEndpointOptions, TlsOptions>("tls", TlsSection.Api, o => o.Tls, (o, v) => o with { Tls = v }, "TLS for the endpoint above."))
    {
        Gone = new Dictionary<string, string> { ["map"] = "gone: HTTP and gRPC are served side by side, no gateway calls one through the other; remove the line" },
        Check = (o, path, reading) =>
        {
            if (o.Address.Length == 0 && reading.IsClean(path))
            {
                reading.Complain(reading.OriginOf(path), $"{path}.address", "missing; write address = \"127.0.0.1:8083\"");
            }
        },
    };

    public static readonly Section<ApiOptions> Rows = new(
        () => new ApiOptions(),
        new ArrayOf<ApiOptions, ApiEndpointOptions>("http", Endpoint, o => o.Http, (o, v) => o with { Http = v },
            "Where plugins serve HTTP: REST, metrics, dashboard."),
        new ArrayOf<ApiOptions, ApiEndpointOptions>("grpc", Endpoint, o => o.Grpc, (o, v) => o with { Grpc = v },
            "Where plugins serve gRPC; without tls, HTTP/2 in the clear."));
}
