using Gmqtt.Admin.Http;
using Gmqtt.Admin.Statistics;
using Gmqtt.Clients;
using Gmqtt.Mqtt;
using Gmqtt.Services;

namespace Gmqtt.Admin.Clients;

/// <summary>
/// Clients, for REST and gRPC. The broker is asked each time: what was restored at its start is there like all others, and what has ended is not.
/// </summary>
internal sealed class ClientAdmin(IServer server)
{
    private const string DefaultReason = "disconnected by an administrator";

    internal ClientList List(ClientSearch search, PageRequest page)
    {
        search.Check();
        return search.IsEmpty ? All(page) : Found(search, page);
    }

    internal ClientAnswer Get(string clientId)
    {
        var session = server.ClientService.GetSession(clientId) ?? throw RequestRefusedException.NotFound("client_id", $"there is no session of client '{clientId}'");
        return new ClientAnswer(Row(session), ClientShape.Details(session, server.ClientService.GetClient(clientId)));
    }

    internal ClientStatsAnswer Stats(string clientId)
    {
        var stats = server.StatsManager.GetClientStats(clientId) ?? throw RequestRefusedException.NotFound("client_id", $"there is no session of client '{clientId}'");
        return new ClientStatsAnswer(clientId, PacketNumbers.Of(stats.Packets), MessageNumbers.Of(stats.Messages), SubscriptionNumbers.Of(stats.Subscriptions));
    }

    /// <summary>Ends the connection, or the session with it; unknown clients are none already, as in gmqtt.</summary>
    /// <returns>Whether there was anything to end.</returns>
    internal async Task<bool> DeleteAsync(string clientId, bool terminate, string? reason, CancellationToken cancellationToken)
    {
        var text = string.IsNullOrEmpty(reason) ? DefaultReason : reason;
        try
        {
            // The client is told before its session goes: it would see no more than a closed connection.
            var disconnected = server.ClientService.Disconnect(clientId, ReasonCode.AdministrativeAction, text);
            return terminate ? await server.ClientService.TerminateSessionAsync(clientId, cancellationToken) : disconnected;
        }
        catch (ArgumentException exception)
        {
            throw RequestRefusedException.BadField("reason", exception.Message);
        }
    }

    private ClientList All(PageRequest page)
    {
        var connections = server.StatsManager.GetGlobalStats().Connections;
        var total = connections.ActiveCurrent + connections.InactiveCurrent;
        if (page.Skip >= total && page.Skip > 0) return new ClientList([], (uint)total, null);
        var rows = Rows<SessionInfo>.Read(server.ClientService.Sessions(page.After?[0]), page);
        return new ClientList([.. rows.Items.Select(Row)], (uint)total, rows.HasMore ? Cursor.Encode(rows.Items[^1].ClientId) : null);
    }

    private ClientList Found(ClientSearch search, PageRequest page)
    {
        var total = 0L;
        var (items, hasMore) = (new List<SessionInfo>(), false);
        foreach (var session in Candidates(search))
        {
            if (!search.Fits(session) || (search.NeedsConnection && !search.Fits(server.ClientService.GetClient(session.ClientId)))) continue;
            if (total++ < page.Skip || (page.After is [var after] && string.CompareOrdinal(session.ClientId, after) <= 0)) continue;
            if (items.Count < page.Size) items.Add(session);
            else hasMore = true;
        }

        return new ClientList([.. items.Select(Row)], (uint)total, hasMore ? Cursor.Encode(items[^1].ClientId) : null);
    }

    /// <summary>As few sessions as the search can tell beforehand.</summary>
    private IEnumerable<SessionInfo> Candidates(ClientSearch search)
    {
        if (!string.IsNullOrEmpty(search.ClientId)) return One(search.ClientId);
        if (string.IsNullOrEmpty(search.Prefix)) return server.ClientService.Sessions();
        var prefix = search.Prefix;
        return One(prefix).Concat(server.ClientService.Sessions(prefix).TakeWhile(s => s.ClientId.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private IEnumerable<SessionInfo> One(string clientId) => server.ClientService.GetSession(clientId) is { } session ? [session] : [];

    private Client Row(SessionInfo session)
        => ClientShape.Row(session, server.ClientService.GetClient(session.ClientId), server.StatsManager.GetClientStats(session.ClientId));
}
