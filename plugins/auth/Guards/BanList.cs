using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Gmqtt.Auth.Files;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth.Guards;

/// <summary>
/// Who is banned. In force at once and kept in a file of the plugin's data directory. A file that cannot be read keeps the plugin from being loaded: to go on without it would let in
/// who was to stay out.
/// </summary>
internal sealed class BanList : IDisposable
{
    /// <summary>Most bans there may be.</summary>
    internal const int Capacity = 10_000;

    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Snapshot _bans = Snapshot.Of([]);

    internal BanList(string file, TimeProvider time, ILogger logger)
    {
        _file = file;
        _time = time;
        _logger = logger;
    }

    /// <summary>Those in force.</summary>
    internal IEnumerable<Ban> InForce => _bans.All.Where(IsInForce);

    /// <exception cref="FileProblemException">The file cannot be used.</exception>
    internal void Load()
    {
        if (!File.Exists(_file)) return;
        try
        {
            _bans = Snapshot.Of([.. JsonSerializer.Deserialize(File.ReadAllBytes(_file), BanJson.Default.ListBan) ?? []]);
        }
        catch (JsonException exception)
        {
            throw new FileProblemException(_file, (int)(exception.LineNumber ?? -1) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, "is not a list of bans; repair it, or delete it to ban nobody");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileProblemException(_file, 0, 0, $"cannot be read: {exception.Message}");
        }
    }

    /// <summary>The ban that keeps somebody out, or null.</summary>
    internal Ban? Find(string? clientId, string? username, EndPoint? from)
    {
        var bans = _bans;
        if (bans.All.Count == 0) return null;
        if (clientId is not null && bans.Named.TryGetValue(("client", clientId), out var ban) && IsInForce(ban)) return ban;
        if (username is not null && bans.Named.TryGetValue(("user", username), out ban) && IsInForce(ban)) return ban;
        if (ClientAddress.Of(from) is not { } address) return null;
        foreach (var (network, of) in bans.Networks)
        {
            if (network.Contains(address) && IsInForce(of)) return of;
        }

        return null;
    }

    /// <summary>Adds a ban; one of the same kind and value is replaced.</summary>
    /// <returns>False when there are too many.</returns>
    internal async ValueTask<bool> AddAsync(Ban ban, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var others = InForce.Where(b => b.Kind != ban.Kind || b.Value != ban.Value).ToImmutableList();
            if (others.Count >= Capacity) return false;
            await KeepAsync(others.Add(ban));
            _logger.Banned(ban.Kind, ban.Value, ban.Until is { } until ? $"{until:u}" : "it is lifted", ban.Reason);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes a ban back.</summary>
    internal async ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var others = InForce.Where(b => b.Id != id).ToImmutableList();
            var existed = InForce.Any(b => b.Id == id);
            if (existed) await KeepAsync(others);
            return existed;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>What a value has to be; null when it is.</summary>
    internal static string? ProblemOf(string kind, string value) => kind switch
    {
        "client" or "user" => value.Length is > 0 and <= 65_535 ? null : "is empty or too long",
        "address" => TryNetwork(value, out _) ? null : "is neither an address such as 192.0.2.1 nor a network such as 192.0.2.0/24",
        _ => "belongs to no kind; kinds are client, user and address",
    };

    private static bool TryNetwork(string value, out IPNetwork network)
    {
        network = default;
        if (IPNetwork.TryParse(value, out network)) return true;
        if (!IPAddress.TryParse(value, out var address)) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    private bool IsInForce(Ban ban) => ban.Until is not { } until || until > _time.GetUtcNow();

    /// <summary>In force first: a full disk must not keep somebody in.</summary>
    private async ValueTask KeepAsync(ImmutableList<Ban> bans)
    {
        _bans = Snapshot.Of(bans);
        try
        {
            await AtomicFile.WriteAsync(_file, JsonSerializer.Serialize([.. bans], BanJson.Default.ListBan));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.BansNotWritten(_file, exception.Message);
        }
    }

    private sealed record Snapshot(ImmutableList<Ban> All, IReadOnlyDictionary<(string Kind, string Value), Ban> Named, IReadOnlyList<(IPNetwork Network, Ban Ban)> Networks)
    {
        internal static Snapshot Of(ImmutableList<Ban> bans) => new(
            bans,
            bans.Where(b => b.Kind != "address").GroupBy(b => (b.Kind, b.Value)).ToDictionary(g => g.Key, g => g.Last()),
            [.. bans.Where(b => b.Kind == "address").Select(b => (TryNetwork(b.Value, out var network), network, b)).Where(b => b.Item1).Select(b => (b.network, b.b))]);
    }
}
