using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Auth.Guards;

/// <summary>Where a client comes from, as rules and limits see it.</summary>
internal static class ClientAddress
{
    /// <summary>The address, an IPv4 one as such; null for one that has none.</summary>
    internal static IPAddress? Of(EndPoint? endPoint) => endPoint is IPEndPoint { Address: var address } ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) : null;

    /// <summary>What stands for one customer of a provider: the address, of IPv6 the /64.</summary>
    internal static string? KeyOf(EndPoint? endPoint)
    {
        if (Of(endPoint) is not { } address) return null;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPNetwork(Masked(address), 64).ToString() : address.ToString();
    }

    private static IPAddress Masked(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
