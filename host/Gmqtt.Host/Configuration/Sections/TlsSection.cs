using System.Security.Authentication;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Listeners.TlsOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>tls</c> table of a listener or an API endpoint. The first four names are gmqtt's; here they all do what they say.</summary>
internal static class TlsSection
{
    private static readonly TextKind File = new("a path");

    private static readonly Member<TlsOptions>[] Basic =
    [
        K.Optional("cert", File, o => o.CertificateFile.Length == 0 ? null : o.CertificateFile,
            (o, v) => o with { CertificateFile = v }, Reload.NewConnections, "\"cert.pem\"",
            "The server's certificate with its chain: PEM, or PKCS#12 where the name ends in .pfx or .p12."),
        K.Optional("key", File, o => o.KeyFile, (o, v) => o with { KeyFile = v }, Reload.NewConnections, "\"key.pem\"",
            "The private key, PEM. Not needed where cert holds it too."),
        new SecretKey<TlsOptions>("key_password", o => o.KeyPassword, (o, v) => o with { KeyPassword = v }, "What decrypts the key.") { Reload = Reload.NewConnections },
        K.Optional("cacert", File, o => o.ClientCaFile, (o, v) => o with { ClientCaFile = v }, Reload.NewConnections, "\"clients-ca.pem\"",
            "Roots (PEM, one or more) that a client's certificate must lead to. The system's roots are never asked."),
        K.Of("verify", new BoolKind(), o => o.RequireClientCertificate, (o, v) => o with { RequireClientCertificate = v }, Reload.NewConnections,
            "Whether a client without a certificate is refused. With false and a cacert it may show one, and then it must be good."),
        K.Of("min_version", new ChoiceKind<SslProtocols>(("1.2", SslProtocols.Tls12), ("1.3", SslProtocols.Tls13)), o => o.MinVersion,
            (o, v) => o with { MinVersion = v }, Reload.NewConnections, "Oldest TLS version spoken."),
    ];

    private static readonly Member<TlsOptions>[] Further =
    [
        K.Optional("crl", File, o => o.ClientRevocationFile, (o, v) => o with { ClientRevocationFile = v }, Reload.NewConnections, "\"revoked.pem\"",
            "Revoked client certificates, PEM or DER."),
        K.Of("username_from", UsernameSources, o => o.UsernameFromCertificate,
            (o, v) => o with { UsernameFromCertificate = v }, Reload.NewConnections,
            "Which part of a verified client certificate becomes the user name; none leaves it to the CONNECT packet."),
        K.Of("optional", new BoolKind(), o => o.Optional, (o, v) => o with { Optional = v }, Reload.NewConnections,
            "Whether clients without TLS are served on the same port too."),
        K.Of("max_concurrent_handshakes", new IntegerKind(1, 1_000_000), o => o.MaxConcurrentHandshakes,
            (o, v) => o with { MaxConcurrentHandshakes = (int)v },
            Reload.NewConnections, "Handshakes under way at once; more are closed at once."),
        K.Of("reload_interval", new DurationKind(TimeSpan.Zero, Most.Timeout), o => o.ReloadInterval,
            (o, v) => o with { ReloadInterval = v }, Reload.NewConnections,
            "How often the files are looked at for a new content. 0s: only at a reload."),
    ];

    /// <summary>For listeners.</summary>
    public static readonly Section<TlsOptions> Listener = new(Blank, [.. Basic, .. Further]) { Check = Check };

    /// <summary>For API endpoints.</summary>
    public static readonly Section<TlsOptions> Api = new(Blank, Basic) { Check = Check };

    private static ChoiceKind<CertificateUsernameSource> UsernameSources => new(
        ("none", CertificateUsernameSource.None),
        ("common_name", CertificateUsernameSource.CommonName),
        ("san", CertificateUsernameSource.SubjectAlternativeName),
        ("subject", CertificateUsernameSource.Subject));

    private static TlsOptions Blank() => new() { CertificateFile = "" };

    private static void Check(TlsOptions o, string path, Reading reading)
    {
        if (o.CertificateFile.Length == 0 && reading.IsClean(path))
        {
            reading.Complain(reading.OriginOf(path), $"{path}.cert", "missing; write the file with the certificate, or remove the table to speak no TLS");
        }

        if (o.RequireClientCertificate && o.ClientCaFile is null)
        {
            reading.Complain(reading.OriginOf($"{path}.verify"), $"{path}.verify", "nothing to verify with; write cacert = \"clients-ca.pem\" too");
        }

        if (o.UsernameFromCertificate != CertificateUsernameSource.None && o.ClientCaFile is null)
        {
            var name = $"{path}.username_from";
            reading.Complain(reading.OriginOf(name), name, "clients are not asked for a certificate; write cacert = \"clients-ca.pem\" too");
        }
    }
}
