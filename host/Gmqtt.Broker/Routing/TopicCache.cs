using System.Runtime.InteropServices;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Topics;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// Topics seen lately: the same bytes give the same <see cref="TopicEntry"/>, so that a repeated topic costs one comparison instead of validation, transcoding and
/// matching. One place per hash value: an attacker who makes hashes collide makes his own topics slower, nothing grows. Belongs to one <see cref="Batch"/>.
/// </summary>
internal sealed class TopicCache
{
    private const int Places = 1024;

    /// <summary>After 512 batches every place has been looked at.</summary>
    private const int SweptAtOnce = 2;

    /// <summary>Longer topics share one place, so that the cache's memory is bounded by what topics usually are.</summary>
    private const int LongestCached = 256;

    private readonly TopicEntry?[] _places = new TopicEntry?[Places];
    private readonly TopicEntry _long;
    private readonly DeliveryMode _mode;
    private readonly TopicLimits _limits;
    private readonly bool _allowControl;
    private int _swept;

    internal TopicCache(DeliveryMode mode, TopicLimits limits, bool allowControl)
    {
        _mode = mode;
        _limits = limits;
        _allowControl = allowControl;
        _long = new TopicEntry(mode);
    }

    /// <summary>The entry for a topic name; valid until the next call. An error when the name is not valid.</summary>
    internal PacketError Find(ReadOnlySpan<byte> utf8, out TopicEntry entry)
    {
        entry = _long;
        if (utf8.Length <= LongestCached)
        {
            ref var place = ref _places[Hash(utf8) & (Places - 1)];
            entry = place ??= new TopicEntry(_mode);
            if (entry.Is(utf8) && utf8.Length > 0) return PacketError.None;
        }

        var error = TopicName.Validate(utf8, _limits);
        if (error.IsError) return error;
        if (!_allowControl && Utf8Rules.ContainsControl(utf8)) return new PacketError(Mqtt.ReasonCode.TopicNameInvalid, "the Topic Name has a control character");
        entry.Set(utf8);
        return PacketError.None;
    }

    /// <summary>
    /// Forgets, a few places at a time, what topics matched before the subscriptions changed: nobody would use it, and each of it keeps sessions in memory that have ended. Of
    /// clients that come, publish to a topic of their own and go, there were as many as there are places in all caches.
    /// </summary>
    internal void Sweep(long version)
    {
        for (var i = 0; i < SweptAtOnce; i++)
        {
            if (_places[_swept++ & (Places - 1)] is { } entry) entry.Matches.ForgetBefore(version);
        }

        _long.Matches.ForgetBefore(version);
    }

    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        var hash = (ulong)utf8.Length * Prime;
        while (utf8.Length >= sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(utf8)) * Prime;
            hash ^= hash >> 32;
            utf8 = utf8[sizeof(ulong)..];
        }

        foreach (var b in utf8) hash = (hash ^ b) * Prime;
        return (int)(hash >> 40);
    }
}
