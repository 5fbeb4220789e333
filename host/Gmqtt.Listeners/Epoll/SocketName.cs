using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gmqtt.Listeners.Epoll;

/// <summary>Reads <c>struct sockaddr</c>.</summary>
internal static unsafe class SocketName
{
    /// <summary>sizeof(sockaddr_storage).</summary>
    public const int MaximumLength = 128;

    private const int UnixPathOffset = 2;

    public static EndPoint? Local(Descriptor socket)
    {
        var address = stackalloc byte[MaximumLength];
        var length = MaximumLength;
        try
        {
            return Libc.LocalName(socket, address, &length) == 0 ? Parse(new ReadOnlySpan<byte>(address, length)) : null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>An IPv4 address seen through an IPv6 socket comes out as IPv4; an unnamed unix peer as null.</summary>
    public static EndPoint? Parse(ReadOnlySpan<byte> address)
    {
        if (address.Length < sizeof(ushort))
        {
            return null;
        }

        switch (BitConverter.ToUInt16(address))
        {
            case Linux.InterNetwork when address.Length >= 8:
                return new IPEndPoint(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
            case Linux.InterNetworkV6 when address.Length >= 28:
                var ip = new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address[24..]));
                return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
            case Linux.Unix when address.Length > UnixPathOffset:
                var path = Encoding.UTF8.GetString(address[UnixPathOffset..]).TrimEnd('\0');
                return path.Length == 0 ? null : new UnixDomainSocketEndPoint(path);
            default:
                return null;
        }
    }
}
