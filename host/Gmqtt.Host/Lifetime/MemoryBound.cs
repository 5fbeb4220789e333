using System.Globalization;
using Gmqtt.Host.Configuration.Options;

namespace Gmqtt.Host.Lifetime;

/// <summary>
/// What the limits allow to be held in memory at the very worst, so that a machine can be chosen for them or they for a machine:
/// connections x (outbound bytes + one packet on its way in + topic aliases) + sessions x (queue + will) + retained messages.
/// Sessions share a message that waits for many of them, so real use is far below; fixed costs of the process are not counted.
/// </summary>
internal static class MemoryBound
{
    public static string Describe(HostOptions options, int connections)
    {
        var (mqtt, limits) = (options.Mqtt, options.Limits);
        var perConnection = limits.MaxOutboundBytes + (double)mqtt.MaxPacketSize + limits.MaxTopicAliasBytes;
        var perSession = mqtt.MaxQueuedBytes + (double)limits.MaxWillBytes;
        return $"connections {Round(connections * perConnection)}, sessions {Round(limits.MaxSessions * perSession)}, retained {Round(limits.MaxRetainedBytes)}";
    }

    private static string Round(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return bytes.ToString("0.#", CultureInfo.InvariantCulture) + units[unit];
    }
}
