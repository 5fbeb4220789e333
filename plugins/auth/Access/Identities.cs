using System.Collections.Concurrent;
using Gmqtt.Services;
using Kept = (string? Username, string[] Roles, string? Permissions, string? Source, System.DateTimeOffset? ExpiresAt);

namespace Gmqtt.Auth.Access;


/// <summary>
/// Who the clients are: from their login until their session ends, because wills and the subscriptions of a client that is away have to be judged, too. The table is the process's and
/// made of the framework's types, so that the next version of this plugin finds it: what a token has said at the login is said only once.
/// </summary>
internal sealed class Identities
{
    private readonly IClientService _clients;
    private readonly ConcurrentDictionary<string, Kept> _byClientId;
    private readonly RecentTable<long, Identity> _arriving;

    /// <param name="clients">The broker's clients.</param>
    /// <param name="key">Tells brokers in one process apart.</param>
    /// <param name="time">The clock.</param>
    internal Identities(IClientService clients, string key, TimeProvider time)
    {
        _clients = clients;
        _arriving = new RecentTable<long, Identity>(100_000, TimeSpan.FromMinutes(1), time);
        var name = $"Gmqtt.Auth.Identities {key}";
        if (AppContext.GetData(name) is not ConcurrentDictionary<string, Kept> kept) AppContext.SetData(name, kept = new ConcurrentDictionary<string, Kept>());
        _byClientId = kept;
        foreach (var clientId in kept.Keys.Where(id => clients.GetSession(id) is null)) kept.TryRemove(clientId, out _);
    }

    /// <summary>A client has logged in; it has no session yet, and maybe no identifier.</summary>
    internal void Arrived(long connectionId, Identity identity) => _arriving.Set(connectionId, identity);

    /// <summary>Its session is there.</summary>
    internal Identity Settle(long connectionId, string clientId, string? username)
    {
        if (!_arriving.TryGet(connectionId, out var identity)) identity = new Identity { Username = username };
        _arriving.Remove(connectionId);
        _byClientId[clientId] = (identity.Username, [.. identity.Roles], identity.Permissions, identity.Source, identity.ExpiresAt);
        return identity;
    }

    /// <summary>Its session has ended.</summary>
    internal void Forget(string clientId) => _byClientId.TryRemove(clientId, out _);

    /// <summary>Who a client is. One whose login nobody here has seen, since the broker has started, is known by its user name alone.</summary>
    internal Identity Of(string clientId) => Find(clientId) ?? new Identity { Username = _clients.GetSession(clientId)?.Username };

    /// <summary>Who a client is; null when its login was not seen.</summary>
    internal Identity? Find(string clientId) => _byClientId.TryGetValue(clientId, out var kept)
        ? new Identity { Username = kept.Username, Roles = kept.Roles, Permissions = kept.Permissions, Source = kept.Source, ExpiresAt = kept.ExpiresAt }
        : null;

    /// <summary>Clients whose identity has an end.</summary>
    internal IEnumerable<(string ClientId, DateTimeOffset ExpiresAt)> Expiring() => _byClientId.Where(p => p.Value.ExpiresAt is not null).Select(p => (p.Key, p.Value.ExpiresAt!.Value));
}
