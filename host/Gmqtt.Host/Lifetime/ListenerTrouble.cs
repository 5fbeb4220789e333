using System.Net.Sockets;
using Gmqtt.Configuration;
using Gmqtt.Host.Configuration;
using Gmqtt.Listeners;

namespace Gmqtt.Host.Lifetime;

/// <summary>Says which line an address comes from that cannot be listened at, and how to find who has it.</summary>
internal static class ListenerTrouble
{
    public static string Explain(ListenerException e, LoadedConfiguration configuration)
    {
        var path = $"listeners.{e.Index}.address";
        var owner = e.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } && Port(e.Address) is { } port
            ? $"; find who has it with: ss -ltnp 'sport = :{port}'"
            : "";
        return new Problem(configuration.OriginOf(path), path, e.Message + owner).ToString();
    }

    private static int? Port(string address) => ListenerAddress.TryParse(address, out var parsed, out _) ? parsed?.EndPoint?.Port : null;
}
