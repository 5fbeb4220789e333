using System.Security.Cryptography.X509Certificates;
using Gmqtt.Auth.Accounts;

namespace Gmqtt.Auth.Sources;

/// <summary>The Common Name of a certificate that the listener has verified is the user's name; nothing is asked of the client.</summary>
internal sealed class CertificateSource : ICredentialSource
{
    private const string CommonName = "2.5.4.3";

    private readonly CertificateOptions _options;
    private readonly AccountsFile? _accounts;

    internal CertificateSource(CertificateOptions options, AccountsFile? accounts)
    {
        _options = options;
        _accounts = accounts;
    }

    public string Name => "certificate";

    public ValueTask<Verdict> JudgeAsync(Login login, CancellationToken cancellationToken)
        => ValueTask.FromResult(login.Client.Certificate is { } certificate ? Judge(certificate) : Verdict.NotMine);

    private Verdict Judge(X509Certificate2 certificate)
    {
        var names = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(n => !n.HasMultipleElements && n.GetSingleElementType().Value == CommonName).Select(n => n.GetSingleElementValue()).ToList();
        if (names is not [{ } name]) return Verdict.Refused("the certificate has no Common Name, or several");
        if (Account.ProblemOfName(name) is { } problem) return Verdict.Refused($"the certificate's Common Name is no user name: {problem}");
        if (name.AsSpan().ContainsAny('+', '#')) return Verdict.Refused("the certificate's Common Name has a wildcard character");
        if (_options.RequireAccount && _accounts?.Accounts.ContainsKey(name) != true) return Verdict.Refused($"the certificate is {name}'s, who has no account");
        return Verdict.Accepted(new Identity { Username = name, Roles = _options.Roles, Source = Name });
    }
}
