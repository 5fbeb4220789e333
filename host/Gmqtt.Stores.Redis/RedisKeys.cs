using System.Globalization;
using System.Text;
using Gmqtt.Broker.Stores;
using StackExchange.Redis;

namespace Gmqtt.Stores.Redis;

/// <summary>
/// Key names. Everything that belongs together in a script carries one hash tag, so that a Redis Cluster keeps it on one node. A table is a hash of its keys; what a session owns
/// alone has a key for each session, named by its number in hexadecimal: a Client Identifier is never part of a key.
/// </summary>
internal sealed class RedisKeys
{
    private readonly string _prefix;
    private readonly byte[][] _names;

    internal RedisKeys(string prefix)
    {
        _prefix = "{" + prefix + "}:";
        _names = [.. Enum.GetValues<StoreTable>().Select(t => Encoding.UTF8.GetBytes(_prefix + t.ToString().ToLowerInvariant()))];
    }

    internal RedisKey Owner => _prefix + "owner";

    internal RedisKey Table(StoreTable table) => _names[(int)table];

    internal byte[] Name(StoreTable table) => _names[(int)table];

    /// <summary>Whether a table has a key for each session.</summary>
    internal static bool IsPerSession(StoreTable table) => table is StoreTable.Queue or StoreTable.Flight or StoreTable.Received;

    internal RedisKey Of(StoreTable table, ulong session) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{table.ToString().ToLowerInvariant()}:{session:x16}");

    /// <summary>The name of a session's key, written where there is room.</summary>
    internal int Write(StoreTable table, ulong session, Span<byte> at)
    {
        var name = _names[(int)table];
        name.CopyTo(at);
        at[name.Length] = (byte)':';
        session.TryFormat(at[(name.Length + 1)..], out var written, "x16", CultureInfo.InvariantCulture);
        return name.Length + 1 + written;
    }
}
