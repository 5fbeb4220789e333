using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gmqtt.Listeners.Tls;

/// <summary>
/// Takes a user name out of a verified client certificate. A name with a wildcard, a control character or a slash-like trick in it would
/// match more than one user in an access list's pattern (CVE-2017-7650), so that such a certificate is refused and not cleaned.
/// </summary>
internal static class CertificateUsername
{
    private const string SubjectAlternativeNameId = "2.5.29.17";
    private const string CommonNameId = "2.5.4.3";

    // GeneralName, RFC 5280, 4.2.1.6.
    private const int Rfc822Name = 1;
    private const int DnsName = 2;
    private const int UniformResourceIdentifier = 6;

    /// <summary>The name; null with the reason where the certificate has none that may be used.</summary>
    public static string? Find(X509Certificate2 certificate, CertificateUsernameSource source, out string? error)
    {
        error = null;
        if (source == CertificateUsernameSource.None)
        {
            return null;
        }

        try
        {
            var name = source switch
            {
                CertificateUsernameSource.CommonName => CommonName(certificate),
                CertificateUsernameSource.SubjectAlternativeName => AlternativeName(certificate),
                _ => certificate.SubjectName.Name,
            };
            error = name is null ? $"the client certificate has no single {source} to take the user name from" : Problem(name);
            return error is null ? name : null;
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            error = $"the client certificate's {source} cannot be read: {exception.Message}";
            return null;
        }
    }

    /// <summary>What is wrong with a user name that came from outside MQTT; null for nothing.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0)
        {
            return "the certificate's user name is empty";
        }

        foreach (var c in name)
        {
            // U+FFFD stands for bytes that were no UTF-8.
            if (char.IsControl(c) || c is '+' or '#' or '\uFFFD')
            {
                return $"the certificate's user name contains U+{(int)c:X4}, which no user name may";
            }
        }

        return null;
    }

    /// <summary>The subject's one Common Name; with several it would be the issuer's luck which one counts.</summary>
    private static string? CommonName(X509Certificate2 certificate)
    {
        string? found = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == CommonNameId)
            {
                if (found is not null)
                {
                    return null;
                }

                found = part.GetSingleElementValue();
            }
        }

        return found;
    }

    private static string? AlternativeName(X509Certificate2 certificate)
    {
        if (certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == SubjectAlternativeNameId) is not { } extension)
        {
            return null;
        }

        var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            if (tag.TagValue is Rfc822Name or DnsName or UniformResourceIdentifier)
            {
                return names.ReadCharacterString(UniversalTagNumber.IA5String, tag);
            }

            names.ReadEncodedValue();
        }

        return null;
    }
}
