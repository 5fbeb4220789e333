using Gmqtt.Auth.Sources;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth;

/// <summary>A login with user name and password, or with what the transport has shown: asks the sources in order.</summary>
internal sealed class Authenticator
{
    private readonly (ICredentialSource Source, Outage Outage)[] _sources;
    private readonly AccountsSource? _accounts;
    private readonly bool _judgesCertificates;
    private readonly Admission _admission;

    internal Authenticator(IReadOnlyList<ICredentialSource> sources, Admission admission, ILogger logger)
    {
        _sources = [.. sources.Select(s => (s, new Outage(s.Name, logger)))];
        _accounts = sources.OfType<AccountsSource>().FirstOrDefault();
        _judgesCertificates = sources.OfType<CertificateSource>().Any();
        _admission = admission;
    }

    internal async ValueTask AuthenticateAsync(IClient client, ConnectRequest request, CancellationToken cancellationToken)
    {
        Action<ReasonCode, string?> reject = (code, reason) => request.Reject(code, reason);
        var clientId = Admission.NameOf(request);
        if (_admission.IsBanned(client, clientId, request.Username, reject)) return;
        var login = new Login(client, request, clientId, request.Username);
        if (request.Username is null && request.Password is null && (client.Certificate is null || !_judgesCertificates))
        {
            // Who says nothing claims nothing: allow_anonymous decides, or the listener, which has a name from the certificate then.
            _admission.Admit(client, request, clientId, new Identity { Username = client.Username }, reject);
            return;
        }

        // Who guesses at somebody's password must not keep that somebody out.
        if (_accounts?.IsKnown(login) != true && _admission.IsBlocked(client, clientId, request.Username, reject)) return;
        var verdict = await JudgeAsync(login, cancellationToken);
        switch (verdict.Kind)
        {
            case VerdictKind.Accepted:
                _admission.Admit(client, request, clientId, verdict.Identity!, reject);
                break;
            case VerdictKind.Busy:
                _admission.Postpone(client, clientId, request.Username, reject, ReasonCode.ServerBusy, verdict.Detail!);
                break;
            case VerdictKind.Unavailable:
                _admission.Postpone(client, clientId, request.Username, reject, ReasonCode.ServerUnavailable, verdict.Detail!);
                break;
            default:
                _admission.Fail(client, clientId, request.Username, reject, verdict.Detail ?? "unknown user");
                break;
        }
    }

    private async ValueTask<Verdict> JudgeAsync(Login login, CancellationToken cancellationToken)
    {
        foreach (var (source, outage) in _sources)
        {
            var verdict = await source.JudgeAsync(login, cancellationToken);
            outage.Tell(verdict);
            if (verdict.Kind != VerdictKind.NotMine) return verdict;
        }

        return _accounts is null || await _accounts.PretendAsync(login, cancellationToken) ? Verdict.Refused("unknown user") : Verdict.Busy;
    }
}
