using Gmqtt.Host.Configuration.Options;
using Gmqtt.Listeners;

namespace Gmqtt.Host.Configuration;

/// <summary>Makes every path absolute, so that nothing depends on the folder the broker was started in.</summary>
internal static class RelativePaths
{
    public static HostOptions Resolve(HostOptions options, string folder)
    {
        return options with
        {
            PidFile = Absolute(options.PidFile),
            Listeners = [.. options.Listeners.Select(l => l with { Tls = Tls(l.Tls) })],
            Api = options.Api with
            {
                TokenFile = Absolute(options.Api.TokenFile),
                Tokens = [.. options.Api.Tokens.Select(t => t with { TokenFile = Absolute(t.TokenFile)! })],
                Http = [.. options.Api.Http.Select(e => e with { Tls = Tls(e.Tls) })],
                Grpc = [.. options.Api.Grpc.Select(e => e with { Tls = Tls(e.Tls) })],
            },
            PluginHost = options.PluginHost with { Dir = Absolute(options.PluginHost.Dir), DataDir = Absolute(options.PluginHost.DataDir) },
            Persistence = options.Persistence with
            {
                DataDir = Absolute(options.Persistence.DataDir),
                Redis = options.Persistence.Redis with
                {
                    PasswordFile = Absolute(options.Persistence.Redis.PasswordFile),
                    TlsCaFile = Absolute(options.Persistence.Redis.TlsCaFile),
                },
            },
            Log = options.Log with { File = Absolute(options.Log.File) },
        };

        string? Absolute(string? path) => path is null or "" ? path : Path.GetFullPath(path, folder);

        TlsOptions? Tls(TlsOptions? tls) => tls is null ? null : tls with
        {
            CertificateFile = Absolute(tls.CertificateFile)!,
            KeyFile = Absolute(tls.KeyFile),
            ClientCaFile = Absolute(tls.ClientCaFile),
            ClientRevocationFile = Absolute(tls.ClientRevocationFile),
        };
    }
}
