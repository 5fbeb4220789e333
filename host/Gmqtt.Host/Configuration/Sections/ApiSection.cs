using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;
using Gmqtt.PluginHost.Api.Access;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Host.Configuration.Options.ApiOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[api]</c> table.</summary>
internal static class ApiSection
{
    private static readonly ChoiceKind<ApiRole> Role = new(("viewer", ApiRole.Viewer), ("admin", ApiRole.Admin));

    private static readonly Section<ApiEndpointOptions> Endpoint = new(
        () => new ApiEndpointOptions { Address = "" },
        Keys<ApiEndpointOptions>.Optional("address", ListenerSection.Address, o => o.Address.Length == 0 ? null : o.Address,
            (o, v) => o with { Address = v }, Reload.Restart,
            "\"127.0.0.1:8083\"", "Where the API is served. Nothing is opened while no plugin serves one."),
        Keys<ApiEndpointOptions>.OptionalValue("certificate_role", Role, o => o.CertificateRole, (o, v) => o with { CertificateRole = v }, Reload.Restart,
            "\"viewer\"", "What a caller may do who shows a client certificate that leads to cacert, and no token. Left out: nothing, a token is asked of everybody."),
        new TableOf<ApiEndpointOptions, TlsOptions>("tls", TlsSection.Api, o => o.Tls, (o, v) => o with { Tls = v }, "TLS for the endpoint above."))
    {
        Gone = new Dictionary<string, string> { ["map"] = "gone: HTTP and gRPC are served side by side, no gateway calls one through the other; remove the line" },
        Check = CheckEndpoint,
    };

    private static readonly Section<ApiCallerOptions> Token = new(
        () => new ApiCallerOptions { Name = "", TokenFile = "" },
        Keys<ApiCallerOptions>.Optional("name", new TextKind("a name"), o => o.Name.Length == 0 ? null : o.Name, (o, v) => o with { Name = v }, Reload.Restart,
            "\"grafana\"", "Who calls, for the log and for plugins."),
        Keys<ApiCallerOptions>.Optional("token_file", new TextKind("a path"), o => o.TokenFile.Length == 0 ? null : o.TokenFile, (o, v) => o with { TokenFile = v },
            Reload.Restart, "\"grafana-token\"", "The file that holds the token, which is read again at each reload: openssl rand -hex 32 > FILE"),
        Keys<ApiCallerOptions>.Of("role", Role, o => o.Role, (o, v) => o with { Role = v }, Reload.Restart,
            "admin: may do everything. viewer: may look, and change nothing."))
    {
        Check = (o, path, reading) =>
        {
            if ((o.Name.Length == 0 || o.TokenFile.Length == 0) && reading.IsClean(path))
            {
                reading.Complain(reading.OriginOf(path), path, "write both name and token_file");
            }
        },
    };

    public static readonly Section<ApiOptions> Rows = new(
        () => new ApiOptions(),
        [
            .. Callers(),
            .. Bounds(),
            new ArrayOf<ApiOptions, ApiCallerOptions>("tokens", Token, o => o.Tokens, (o, v) => o with { Tokens = v }, "One table for each further token."),
            new ArrayOf<ApiOptions, ApiEndpointOptions>("http", Endpoint, o => o.Http, (o, v) => o with { Http = v },
                "Where plugins serve HTTP: REST, metrics, dashboard."),
            new ArrayOf<ApiOptions, ApiEndpointOptions>("grpc", Endpoint, o => o.Grpc, (o, v) => o with { Grpc = v },
                "Where plugins serve gRPC; without tls, HTTP/2 in the clear."),
        ]);

    private static Member<ApiOptions>[] Callers() =>
    [
        K.Optional("token_file", new TextKind("a path"), o => o.TokenFile, (o, v) => o with { TokenFile = v }, Reload.Restart, "\"api-token\"",
            "The file with the token that allows everything. If it is not there, a random one is written, readable by the broker's user alone, and the log says where. "
            + "It is read again at each reload. Left out: api-token in plugin_host.data_dir."),
        K.Of("allowed_hosts", new TextListKind("an array of host names"), o => o.AllowedHosts, (o, v) => o with { AllowedHosts = v }, Reload.Restart,
            "Host names that are answered beside IP addresses and localhost; \"*.example.com\" stands for all below it. Empty: at an address that only this machine "
            + "reaches no others, elsewhere any."),
        K.Of("allowed_origins", new TextListKind("an array of origins such as \"https://console.example.com\""), o => o.AllowedOrigins,
            (o, v) => o with { AllowedOrigins = v }, Reload.Restart,
            "Web sites whose pages may change something from a visitor's browser. Empty: only pages that this API serves."),
    ];

    private static Member<ApiOptions>[] Bounds() =>
    [
        K.Of("request_timeout", new DurationKind(TimeSpan.FromMilliseconds(100), Most.Timeout), o => o.RequestTimeout, (o, v) => o with { RequestTimeout = v },
            Reload.Restart, "A request whose answer has not begun by then gets 504. Not for gRPC, which has deadlines of its own."),
        K.Of("max_body_size", new SizeKind(1024, 1024 * 1024 * 1024), o => o.MaxBodySize, (o, v) => o with { MaxBodySize = v }, Reload.Restart,
            "Largest body of a request."),
        K.Of("request_rate", new IntegerKind(0, 1_000_000), o => o.RequestRate, (o, v) => o with { RequestRate = (int)v }, Reload.Restart,
            "Requests that one address may send in a second, and five times as many at once; more get 429. 0: any number."),
    ];

    private static void CheckEndpoint(ApiEndpointOptions o, string path, Reading reading)
    {
        if (o.Address.Length == 0 && reading.IsClean(path))
        {
            reading.Complain(reading.OriginOf(path), $"{path}.address", "missing; write address = \"127.0.0.1:8083\"");
        }

        if (o.CertificateRole is not null && o.Tls?.ClientCaFile is null)
        {
            var name = $"{path}.certificate_role";
            reading.Complain(reading.OriginOf(name), name, "callers are not asked for a certificate; write cacert in the tls table of the endpoint too");
        }
    }
}
