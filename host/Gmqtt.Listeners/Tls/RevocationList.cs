using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gmqtt.Listeners.Tls;

/// <summary>
/// The serial numbers of a certificate revocation list (RFC 5280, 5.1), one for each issuer in the file. The file is trusted as the key
/// beside it is: its signature is not verified, and a list past its nextUpdate still counts.
/// </summary>
internal sealed class RevocationList
{
    private const string Label = "X509 CRL";

    private readonly HashSet<(string Issuer, string Serial)> _revoked = [];
    private int _lists;

    /// <summary>The earliest nextUpdate of the lists; null where none states one.</summary>
    public DateTimeOffset? NextUpdate { get; private set; }

    /// <exception cref="CryptographicException">It is no list, neither PEM nor DER.</exception>
    public static RevocationList Parse(byte[] file)
    {
        var list = new RevocationList();
        var text = Encoding.Latin1.GetString(file);
        try
        {
            if (!PemEncoding.TryFind(text, out _))
            {
                list.Add(file);
                return list;
            }

            for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
            {
                if (rest[fields.Label].SequenceEqual(Label))
                {
                    list.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
                }
            }
        }
        catch (AsnContentException exception)
        {
            throw new CryptographicException("The certificate revocation list cannot be read.", exception);
        }

        return list._lists > 0 ? list : throw new CryptographicException("The file has no certificate revocation list in it.");
    }

    public bool IsRevoked(X509Certificate2 certificate) =>
        _revoked.Contains((Convert.ToHexString(certificate.IssuerName.RawData), Convert.ToHexString(certificate.SerialNumberBytes.Span)));

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private static bool IsTime(AsnReader reader) =>
        reader.HasData
        && (reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) || reader.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime));

    private void Add(byte[] encoded)
    {
        // CertificateList ::= SEQUENCE { tbsCertList SEQUENCE { version?, signature, issuer, thisUpdate, nextUpdate?, revokedCertificates?
        // ... } ... }
        var list = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        if (list.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            list.ReadInteger();
        }

        _lists++;
        list.ReadSequence();
        var issuer = Convert.ToHexString(list.ReadEncodedValue().Span);
        ReadTime(list);
        if (IsTime(list))
        {
            var next = ReadTime(list);
            NextUpdate = NextUpdate is null || next < NextUpdate ? next : NextUpdate;
        }

        if (!list.HasData || !list.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            return;
        }

        var revoked = list.ReadSequence();
        while (revoked.HasData)
        {
            _revoked.Add((issuer, Convert.ToHexString(revoked.ReadSequence().ReadIntegerBytes().Span)));
        }
    }
}
