using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Configuration;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;

namespace Gmqtt.Host.Configuration.Checks;

/// <summary>Opens every certificate and key that is named, so that a bad one is found before the first client finds it.</summary>
internal static class CertificateFiles
{
    public static void Check(HostOptions options, Reading reading, DateTimeOffset now)
    {
        foreach (var (path, tls) in All(options).Where(t => t.Tls?.CertificateFile is { Length: > 0 }))
        {
            CheckCertificate(path, tls!, reading, now);
            CheckRoots(path, tls!, reading, now);
        }
    }

    private static void CheckCertificate(string path, TlsOptions tls, Reading reading, DateTimeOffset now)
    {
        if (!IsReadable($"{path}.cert", tls.CertificateFile, reading) || !IsReadable($"{path}.key", tls.KeyFile, reading))
        {
            return;
        }

        try
        {
            using var certificate = Load(tls);
            CheckDates(certificate, $"{path}.cert", tls.CertificateFile, reading, now);
        }
        catch (CryptographicException e)
        {
            var key = tls.KeyFile is null ? "cert" : "key";
            reading.Complain(reading.OriginOfAny($"{path}.{key}", $"{path}.cert"), $"{path}.{key}", Explain(tls, e));
        }
    }

    private static void CheckRoots(string path, TlsOptions tls, Reading reading, DateTimeOffset now)
    {
        _ = IsReadable($"{path}.crl", tls.ClientRevocationFile, reading);
        if (tls.ClientCaFile is not { } file || !IsReadable($"{path}.cacert", file, reading))
        {
            return;
        }

        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (CryptographicException)
        {
            roots.Clear();
        }

        if (roots.Count == 0)
        {
            var cacert = $"{path}.cacert";
            reading.Complain(reading.OriginOf(cacert), cacert, $"{file} holds no certificate; it must be PEM, beginning with -----BEGIN CERTIFICATE-----");
        }

        foreach (var root in roots)
        {
            using (root)
            {
                CheckDates(root, $"{path}.cacert", file, reading, now);
            }
        }
    }

    private static void CheckDates(X509Certificate2 certificate, string path, string file, Reading reading, DateTimeOffset now)
    {
        if (certificate.NotAfter.ToUniversalTime() < now.UtcDateTime)
        {
            reading.Complain(reading.OriginOf(path), path, $"{file} expired at {Time(certificate.NotAfter)}; put a new one there");
        }
        else if (certificate.NotBefore.ToUniversalTime() > now.UtcDateTime)
        {
            reading.Complain(reading.OriginOf(path), path, $"{file} is not valid before {Time(certificate.NotBefore)}; look at this machine's clock, or use another");
        }
    }

    private static X509Certificate2 Load(TlsOptions tls)
    {
        if (Path.GetExtension(tls.CertificateFile) is ".pfx" or ".p12")
        {
            return X509CertificateLoader.LoadPkcs12FromFile(tls.CertificateFile, tls.KeyPassword);
        }

        // An encrypted key is only tried with a password: without one the file would be said to hold no key.
        return tls.KeyPassword is null
            ? X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile)
            : X509Certificate2.CreateFromEncryptedPemFile(tls.CertificateFile, tls.KeyPassword, tls.KeyFile);
    }

    private static string Explain(TlsOptions tls, CryptographicException e)
    {
        var (cert, key) = (tls.CertificateFile, tls.KeyFile ?? tls.CertificateFile);
        if (!TryReadCertificate(cert))
        {
            return $"{cert} holds no certificate; it must be PEM, beginning with -----BEGIN CERTIFICATE-----, or PKCS#12 with a name in .pfx or .p12";
        }

        return IsEncrypted(key) && tls.KeyPassword is null ? $"{key} is encrypted; write key_password_file"
            : IsEncrypted(key) ? $"{key} cannot be decrypted with key_password"
            : $"{key} holds no key that belongs to {cert}: {e.Message}";
    }

    private static bool TryReadCertificate(string file)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            return true;
        }
        catch (CryptographicException)
        {
            return Path.GetExtension(file) is ".pfx" or ".p12";
        }
    }

    private static bool IsEncrypted(string file) =>
        Path.GetExtension(file) is ".pfx" or ".p12" || File.ReadAllText(file).Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);

    private static bool IsReadable(string path, string? file, Reading reading)
    {
        try
        {
            using var stream = file is null ? null : File.OpenRead(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reading.Complain(reading.OriginOf(path), path, FileTrouble.Describe(file!, e));
            return false;
        }
    }

    private static string Time(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Path, TlsOptions? Tls)> All(HostOptions o) =>
    [
        .. o.Listeners.Select((l, i) => ($"listeners.{i}.tls", l.Tls)),
        .. o.Api.Http.Select((e, i) => ($"api.http.{i}.tls", e.Tls)),
        .. o.Api.Grpc.Select((e, i) => ($"api.grpc.{i}.tls", e.Tls)),
    ];
}
