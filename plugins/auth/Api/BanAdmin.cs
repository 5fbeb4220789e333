using Gmqtt.Auth.Guards;
using Gmqtt.Mqtt;
using Gmqtt.Services;

namespace Gmqtt.Auth.Api;

/// <summary>Administers the bans. Whoever is banned is disconnected.</summary>
internal sealed class BanAdmin
{
    private readonly Guards.BanList _bans;
    private readonly IClientService _clients;
    private readonly TimeProvider _time;

    internal BanAdmin(Guards.BanList bans, IClientService clients, TimeProvider time)
    {
        _bans = bans;
        _clients = clients;
        _time = time;
    }

    internal BanList List(Page page)
    {
        var bans = _bans.InForce.ToList();
        return new BanList(page.Cut(bans), bans.Count);
    }

    internal async Task<BanAnswer> AddAsync(BanChange change, CancellationToken cancellationToken)
    {
        if (change.Kind is not ("client" or "user" or "address")) throw RequestRefusedException.BadField("kind", "write client, user or address");
        if (Guards.BanList.ProblemOf(change.Kind, change.Value) is { } problem) throw RequestRefusedException.BadField("value", problem);
        if (change is { Until: not null, Seconds: not null }) throw RequestRefusedException.BadField("seconds", "write until or seconds, not both");
        if (change.Seconds is < 1 or > 3_155_760_000) throw RequestRefusedException.BadField("seconds", "write a number from 1 to 3155760000");
        var now = _time.GetUtcNow();
        var until = change.Until ?? (change.Seconds is { } seconds ? now.AddSeconds(seconds) : null);
        if (until <= now) throw RequestRefusedException.BadField("until", "has passed already");
        if (change.Reason is { Length: > 1000 }) throw RequestRefusedException.BadField("reason", "up to 1,000 characters");
        var ban = new Ban { Id = Guid.NewGuid().ToString("N"), Kind = change.Kind, Value = change.Value, Until = until, Reason = change.Reason, CreatedAt = now };
        if (!await _bans.AddAsync(ban, cancellationToken)) throw RequestRefusedException.TooMany($"there are {Guards.BanList.Capacity} bans already; lift some, or ban a network instead of addresses");
        return new BanAnswer(ban, Disconnect());
    }

    internal async Task RemoveAsync(string id, CancellationToken cancellationToken) => await _bans.RemoveAsync(id, cancellationToken);

    private int Disconnect()
    {
        var count = 0;
        foreach (var client in _clients.Clients().Where(c => _bans.Find(c.ClientId, c.Username, c.RemoteEndPoint) is not null))
        {
            client.Disconnect(ReasonCode.AdministrativeAction, "banned"); // 0x8A is for the CONNACK alone
            count++;
        }

        return count;
    }
}
