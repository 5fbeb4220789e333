using System.Diagnostics.Metrics;
using System.Net;
using Gmqtt.Auth.Access;
using Gmqtt.Auth.Guards;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth;

/// <summary>The part of a login that is the same however a client proves who it is: what keeps it out before, and what it may not have after.</summary>
internal sealed class Admission
{
    private readonly EntryGuards _guards;
    private readonly Identities _identities;
    private readonly AccessControl? _access;
    private readonly IClientService _clients;
    private readonly ILogger _logger;
    private readonly Counter<long> _logins;

    internal Admission(EntryGuards guards, Identities identities, AccessControl? access, IClientService clients, Meter meter, ILogger logger)
    {
        _guards = guards;
        _identities = identities;
        _access = access;
        _clients = clients;
        _logger = logger;
        _logins = meter.CreateCounter<long>("gmqtt.auth.logins", description: "Logins by outcome");
    }

    /// <summary>Whether an address may connect at all.</summary>
    internal bool IsWelcome(EndPoint? from) => _guards.Bans.Find(null, null, from) is null;

    /// <summary>The Client Identifier, which is made up here when the client has none, because rules may be about it.</summary>
    internal static string NameOf(ConnectRequest request)
        => request.ClientId.Length > 0 ? request.ClientId : request.Options.AssignedClientId ??= Guid.NewGuid().ToString("N");

    /// <summary>Refuses who is banned.</summary>
    internal bool IsBanned(IClient client, string clientId, string? username, Action<ReasonCode, string?> reject)
    {
        if (_guards.Bans.Find(clientId, username, client.RemoteEndPoint) is not { } ban) return false;
        Refuse(client, clientId, username, reject, ReasonCode.Banned, "banned", $"banned: {ban.Kind} {ban.Value}");
        return true;
    }

    /// <summary>Refuses who has failed too often.</summary>
    internal bool IsBlocked(IClient client, string clientId, string? username, Action<ReasonCode, string?> reject)
    {
        if (!_guards.Addresses.IsBlocked(ClientAddress.KeyOf(client.RemoteEndPoint)) && !_guards.Users.IsBlocked(username)) return false;
        Refuse(client, clientId, username, reject, ReasonCode.Banned, "too many failed logins", "too many failed logins");
        return true;
    }

    /// <summary>Refuses who could not show who it is. The answer is the same whatever was wrong; only the log knows.</summary>
    internal void Fail(IClient client, string clientId, string? username, Action<ReasonCode, string?> reject, string detail)
    {
        var address = ClientAddress.KeyOf(client.RemoteEndPoint);
        if (_guards.Addresses.Count(address)) _logger.Blocked($"from {address}", _guards.Addresses.Block);
        if (_guards.Users.Count(username)) _logger.Blocked($"of user {username}", _guards.Users.Block);
        Refuse(client, clientId, username, reject, ReasonCode.BadUserNameOrPassword, "failed", detail);
    }

    /// <summary>Refuses whom nobody can judge now.</summary>
    internal void Postpone(IClient client, string clientId, string? username, Action<ReasonCode, string?> reject, ReasonCode code, string detail)
        => Refuse(client, clientId, username, reject, code, code == ReasonCode.ServerBusy ? "busy" : "unavailable", detail);

    /// <summary>Lets somebody in whose identity is certain, unless what it asks for is not its.</summary>
    /// <returns>Whether it is let in.</returns>
    internal bool Admit(IClient client, ConnectRequest request, string clientId, Identity identity, Action<ReasonCode, string?> reject)
    {
        if (identity.Username is { } username)
        {
            if (username != request.Username && IsBanned(client, clientId, username, reject)) return false;
            // The session's queue and subscriptions are somebody else's: neither to be read nor to be thrown away.
            if (_clients.GetSession(clientId) is { Username: var owner } && owner != username && owner is not null)
            {
                Refuse(client, clientId, username, reject, ReasonCode.NotAuthorized, "not_authorized", $"the session of this client identifier belongs to user {owner}");
                return false;
            }

            request.Options.Username = username;
        }

        if (request.Will is { Message: var will } && _access is not null && !_access.MayLeave(clientId, identity, will))
        {
            Refuse(client, clientId, identity.Username, reject, ReasonCode.NotAuthorized, "not_authorized", $"no rule allows its will to {will.TopicName}");
            return false;
        }

        _identities.Arrived(client.ConnectionId, identity);
        if (identity.Source is not null)
        {
            request.Accept();
            _logins.Add(1, new KeyValuePair<string, object?>("outcome", "accepted"));
        }

        return true;
    }

    private void Refuse(IClient client, string clientId, string? username, Action<ReasonCode, string?> reject, ReasonCode code, string outcome, string detail)
    {
        _logins.Add(1, new KeyValuePair<string, object?>("outcome", outcome.Replace(' ', '_')));
        _logger.LoginRefused(username, clientId, client.RemoteEndPoint?.ToString(), detail);
        reject(code, null);
    }
}
