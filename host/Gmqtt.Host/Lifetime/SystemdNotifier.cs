using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gmqtt.Host.Lifetime;

/// <summary>Tells systemd (Type=notify) how far the broker is: one datagram to the socket it named. Without systemd it does nothing.</summary>
internal sealed class SystemdNotifier
{
    private readonly string? _socket;

    /// <param name="socket">The value of <c>NOTIFY_SOCKET</c>: a path, or a name that begins with @.</param>
    public SystemdNotifier(string? socket) => _socket = socket;

    public void Ready() => Send("READY=1\nSTATUS=ready");

    /// <summary>A reload begins; <see cref="Ready"/> ends it. The time lets systemd pair the two.</summary>
    public void Reloading() => Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}\nSTATUS=reloading"));

    public void Stopping() => Send("STOPPING=1\nSTATUS=stopping");

    /// <summary>On Linux the stopwatch reads CLOCK_MONOTONIC, the clock systemd asks for.</summary>
    private static long MonotonicMicroseconds() => (long)(Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1e6));

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(_socket))
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(_socket.StartsWith('@') ? '\0' + _socket[1..] : _socket));
        }
        catch (SocketException)
        {
            // systemd went away or never listened: the broker's work does not depend on it.
        }
    }
}
