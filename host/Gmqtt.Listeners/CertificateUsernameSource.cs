namespace Gmqtt.Listeners;

/// <summary>Which part of a verified client certificate becomes the user name.</summary>
public enum CertificateUsernameSource
{
    /// <summary>None: the CONNECT packet's user name counts.</summary>
    None,

    /// <summary>The subject's Common Name; a certificate with none or several is refused.</summary>
    CommonName,

    /// <summary>The first dNSName, rfc822Name or URI of the Subject Alternative Name.</summary>
    SubjectAlternativeName,

    /// <summary>The whole subject, as RFC 4514 writes it.</summary>
    Subject,
}
