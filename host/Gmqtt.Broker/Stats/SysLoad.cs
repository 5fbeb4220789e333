using Gmqtt.Services;

namespace Gmqtt.Broker.Stats;

/// <summary>Moving averages over 1, 5 and 15 minutes, per minute, as in mosquitto's <c>$SYS/broker/load</c>.</summary>
internal sealed class SysLoad
{
    private static readonly int[] Minutes = [1, 5, 15];

    private readonly Dictionary<(string Name, int Minutes), double> _averages = [];
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private long _lastAt;
    private long _highest;

    internal long Highest(long connected) => _highest = Math.Max(_highest, connected);

    internal List<(string Name, int Minutes, double Rate)> Update(GlobalStats stats, long now)
    {
        var elapsed = Math.Max(1, now - _lastAt) / 60_000.0;
        _lastAt = now;
        var rates = new List<(string, int, double)>();
        Add("connections", stats.Connections.ConnectedTotal);
        Add("sockets", stats.Packets.Received.Connect);
        Add("messages/received", stats.Packets.Received.Total);
        Add("messages/sent", stats.Packets.Sent.Total);
        Add("publish/received", stats.Packets.Received.Publish);
        Add("publish/sent", stats.Packets.Sent.Publish);
        Add("bytes/received", stats.Packets.Received.Bytes);
        Add("bytes/sent", stats.Packets.Sent.Bytes);
        return rates;

        void Add(string name, long total)
        {
            var perMinute = (total - _last.GetValueOrDefault(name)) / elapsed;
            _last[name] = total;
            foreach (var minutes in Minutes)
            {
                var weight = Math.Exp(-elapsed / minutes);
                var average = (_averages.GetValueOrDefault((name, minutes)) * weight) + (perMinute * (1 - weight));
                _averages[(name, minutes)] = average;
                rates.Add((name, minutes, average));
            }
        }
    }
}
