using Gmqtt.Host.Configuration.Options;
using Gmqtt.Listeners;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Api.Access;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Gates;
using Gmqtt.PluginHost.Hosting;

namespace Gmqtt.Host.Plugins;

/// <summary>What gmqtt.toml says, as the plugin host wants it.</summary>
internal static class PluginSettingsOf
{
    public static PluginSetSettings Options(HostOptions options)
    {
        var host = options.PluginHost;
        var directory = Path.GetFullPath(host.Dir ?? Path.Combine(AppContext.BaseDirectory, "plugins"));
        var data = Path.GetFullPath(host.DataDir ?? Path.Combine(Path.GetDirectoryName(directory)!, "plugin-data"));
        return new PluginSetSettings
        {
            Directory = directory,
            DataDirectory = data,
            Order = options.PluginOrder,
            HotReload = host.HotReload,
            Watch = host.Watch,
            Gate = new GateOptions { HookTimeout = host.HookTimeout, QuarantineAfter = host.QuarantineAfter, QuarantineTime = host.QuarantineTime },
            LoadTimeout = host.LoadTimeout,
            UnloadTimeout = host.UnloadTimeout,
            Plugins = options.Plugins.ToDictionary(p => p.Key, p => PluginSettings.From(p.Value).Settings),
            Api = Api(options.Api, data),
        };
    }

    private static ApiServerOptions Api(ApiOptions options, string data) => new()
    {
        Http = [.. options.Http.Select(Endpoint)],
        Grpc = [.. options.Grpc.Select(Endpoint)],
        Tokens =
        [
            new("admin", ApiRole.Admin) { File = options.TokenFile ?? Path.Combine(data, "api-token"), CreateFile = true },
            .. options.Tokens.Select(token => new ApiTokenOptions(token.Name, token.Role) { File = token.TokenFile }),
        ],
        AllowedHosts = options.AllowedHosts,
        AllowedOrigins = options.AllowedOrigins,
        RequestTimeout = options.RequestTimeout,
        MaxRequestBodySize = options.MaxBodySize,
        RequestRate = options.RequestRate,
    };

    private static Gmqtt.PluginHost.Api.ApiEndpointOptions Endpoint(Configuration.Options.ApiEndpointOptions options)
        => new(options.Address, Tls(options.Tls), options.CertificateRole);

    private static ApiTlsOptions? Tls(TlsOptions? tls) => tls is null
        ? null
        : new ApiTlsOptions
        {
            CertificateFile = tls.CertificateFile,
            KeyFile = tls.KeyFile,
            KeyPassword = tls.KeyPassword,
            ClientCaFile = tls.ClientCaFile,
            RequireClientCertificate = tls.RequireClientCertificate,
            MinVersion = tls.MinVersion,
        };
}
