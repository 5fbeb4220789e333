using Gmqtt.Host.Configuration.Options;
using Gmqtt.Listeners;
using Gmqtt.PluginHost.Api;
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
        return new PluginSetSettings
        {
            Directory = directory,
            DataDirectory = Path.GetFullPath(host.DataDir ?? Path.Combine(Path.GetDirectoryName(directory)!, "plugin-data")),
            Order = options.PluginOrder,
            HotReload = host.HotReload,
            Watch = host.Watch,
            Gate = new GateOptions { HookTimeout = host.HookTimeout, QuarantineAfter = host.QuarantineAfter, QuarantineTime = host.QuarantineTime },
            LoadTimeout = host.LoadTimeout,
            UnloadTimeout = host.UnloadTimeout,
            Plugins = options.Plugins.ToDictionary(p => p.Key, p => PluginSettings.From(p.Value).Settings),
            Api = new ApiServerOptions { Http = [.. options.Api.Http.Select(Endpoint)], Grpc = [.. options.Api.Grpc.Select(Endpoint)] },
        };
    }

    private static Gmqtt.PluginHost.Api.ApiEndpointOptions Endpoint(Configuration.Options.ApiEndpointOptions options) => new(options.Address, Tls(options.Tls));

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
