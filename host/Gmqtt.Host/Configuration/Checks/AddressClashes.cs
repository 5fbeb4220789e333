using System.Net;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;

namespace Gmqtt.Host.Configuration.Checks;

/// <summary>Finds addresses that two listeners, or a listener and an API, cannot both have.</summary>
internal static class AddressClashes
{
    public static void Check(HostOptions options, Reading reading)
    {
        var taken = new List<(string Path, ListenerAddress Address)>();
        foreach (var (path, text) in All(options))
        {
            if (!ListenerAddress.TryParse(text, out var address, out _) || address is null)
            {
                continue;
            }

            if (taken.Find(t => Clash(t.Address, address)) is { Path: not null } first)
            {
                var where = reading.OriginOf(first.Path);
                reading.Complain(reading.OriginOfAny(path, first.Path), path, $"{text} is taken by {first.Path} ({where}); give one of them another port");
            }

            taken.Add((path, address));
        }
    }

    /// <summary>The same file, or the same port on the same address or on one that covers it; port 0 is another one each time.</summary>
    private static bool Clash(ListenerAddress a, ListenerAddress b) => (a.EndPoint, b.EndPoint) switch
    {
        (null, null) => a.UnixPath == b.UnixPath,
        ({ Port: not 0 } first, { } second) when first.Port == second.Port => Covers(a, second) || Covers(b, first),
        _ => false,
    };

    private static bool Covers(ListenerAddress a, IPEndPoint b) =>
        a.EndPoint!.Address.Equals(b.Address)
        || (IsAny(a.EndPoint.Address) && (a.BothFamilies || a.EndPoint.AddressFamily == b.AddressFamily));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IEnumerable<(string Path, string Address)> All(HostOptions o) =>
    [
        .. o.Listeners.Select((l, i) => ($"listeners.{i}.address", l.Address)),
        .. o.Api.Http.Select((e, i) => ($"api.http.{i}.address", e.Address)),
        .. o.Api.Grpc.Select((e, i) => ($"api.grpc.{i}.address", e.Address)),
    ];
}
