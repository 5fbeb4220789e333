using System.Security.Cryptography;
using System.Text;
using Gmqtt.Auth.Accounts;
using Gmqtt.Auth.Passwords;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Auth.Scram;

/// <summary>MQTT 5.0's enhanced authentication with the method <c>SCRAM-SHA-256</c>: the password never travels, and the client learns that the broker knows it, too.</summary>
internal sealed class ScramAuthentication
{
    internal const string Method = "SCRAM-SHA-256";

    private readonly AccountsFile _accounts;
    private readonly Admission _admission;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    internal ScramAuthentication(AccountsFile accounts, Admission admission)
    {
        _accounts = accounts;
        _admission = admission;
    }

    /// <summary>The first message of a login.</summary>
    internal ValueTask<EnhancedAuthResponse?> BeginAsync(IClient client, ConnectRequest request)
    {
        Action<ReasonCode, string?> reject = (code, reason) => request.Reject(code, reason);
        var clientId = Admission.NameOf(request);
        if (_admission.IsBanned(client, clientId, request.Username, reject)) return Ended();
        if (Begin(request.AuthenticationData) is not { } exchange)
        {
            _admission.Fail(client, clientId, request.Username, reject, "not a first message of SCRAM-SHA-256");
            return Ended();
        }

        if (_admission.IsBanned(client, clientId, exchange.Username, reject) || _admission.IsBlocked(client, clientId, exchange.Username, reject)) return Ended();
        return ValueTask.FromResult<EnhancedAuthResponse?>(EnhancedAuthResponse.Continue(exchange.ServerFirst, (_, answer, _) =>
        {
            Action<ReasonCode, string?> rejectAnswer = answer.Reject;
            if (exchange.Finish(answer.AuthenticationData.GetValueOrDefault().Span) is { } last)
            {
                var identity = new Identity { Username = exchange.Username, Source = Method };
                return ValueTask.FromResult(_admission.Admit(client, request, clientId, identity, rejectAnswer) ? EnhancedAuthResponse.Accept(last) : EnhancedAuthResponse.Accept());
            }

            _admission.Fail(client, clientId, exchange.Username, rejectAnswer, "wrong proof");
            return ValueTask.FromResult(EnhancedAuthResponse.Accept()); // the refusal outweighs it
        }));
    }

    /// <summary>A connected client proves itself again; as somebody else it cannot.</summary>
    internal ValueTask<EnhancedAuthResponse?> BeginAgainAsync(IClient client, AuthRequest request)
    {
        if (Begin(request.AuthenticationData) is not { } exchange || exchange.Username != client.Username
            || _admission.IsBanned(client, client.ClientId, client.Username, request.Reject))
        {
            request.Reject(ReasonCode.NotAuthorized);
            return Ended();
        }

        return ValueTask.FromResult<EnhancedAuthResponse?>(EnhancedAuthResponse.Continue(exchange.ServerFirst, (_, answer, _) =>
        {
            var last = exchange.Finish(answer.AuthenticationData.GetValueOrDefault().Span);
            if (last is null) _admission.Fail(client, client.ClientId, client.Username, (_, reason) => answer.Reject(ReasonCode.NotAuthorized, reason), "wrong proof in a re-authentication"); // 0x86 is for the CONNACK alone
            return ValueTask.FromResult(EnhancedAuthResponse.Accept(last));
        }));
    }

    private static ValueTask<EnhancedAuthResponse?> Ended() => ValueTask.FromResult<EnhancedAuthResponse?>(EnhancedAuthResponse.Accept());

    private ScramExchange? Begin(ReadOnlyMemory<byte>? data) => ScramExchange.Begin(
        data.GetValueOrDefault().Span, username => _accounts.Accounts.TryGetValue(username, out var account) ? account.Scram : null, MadeUp);

    private ScramCredential MadeUp(string username)
        => new(ScramCredential.DefaultIterations, HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(username))[..16], new byte[32], new byte[32]);
}
