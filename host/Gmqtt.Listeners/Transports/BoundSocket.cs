using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gmqtt.Listeners.Transports;

/// <summary>
/// A socket that listens. Accepted connections inherit its TCP options (Linux copies them), so that accepting one costs one system call.
/// </summary>
internal sealed class BoundSocket : IDisposable
{
    private const int KeepAliveIdleSeconds = 60;
    private const int KeepAliveIntervalSeconds = 10;
    private const int KeepAliveProbes = 3;

    /// <summary>
    /// Bytes not acknowledged for this long end a connection of the portable transport: a peer that is gone without a word does not hold memory for the kernel's 15 minutes. The kernel ends one,
    /// too, whose peer takes less than a segment at a time for as long; a transport that tells its <see cref="Broker.Connections.OutputProgress"/> does without.
    /// </summary>
    private const int UserTimeoutMilliseconds = 30_000;

    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;

    private readonly string? _unixPath;

    private BoundSocket(Socket socket, string? unixPath)
    {
        Socket = socket;
        _unixPath = unixPath;
        EndPoint = socket.LocalEndPoint!;
    }

    public Socket Socket { get; }

    public SafeHandle Handle => Socket.SafeHandle;

    public EndPoint EndPoint { get; }

    /// <exception cref="SocketException">The address is taken, not of this machine, or not permitted.</exception>
    public static BoundSocket Bind(ListenerAddress address, int backlog, UnixFileMode unixMode) =>
        address.UnixPath is { } path ? BindUnix(path, backlog, unixMode) : BindTcp(address, backlog);

    /// <summary>What the portable transport sets on each connection, because not every system copies it.</summary>
    public static void SetTcpOptions(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
    }

    /// <summary>See <see cref="UserTimeoutMilliseconds"/>.</summary>
    public static void SetUserTimeout(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes(UserTimeoutMilliseconds));
        }
    }

    public void Dispose()
    {
        Socket.Dispose();
        if (_unixPath is not null)
        {
            File.Delete(_unixPath);
        }
    }

    private static BoundSocket BindTcp(ListenerAddress address, int backlog)
    {
        var endPoint = address.EndPoint!;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = address.BothFamilies;
            }

            SetTcpOptions(socket);
            return Listen(socket, endPoint, backlog, unixPath: null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static BoundSocket BindUnix(string path, int backlog, UnixFileMode mode)
    {
        RemoveStale(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // The mode is set before listen(2): until then nobody can connect, whatever the umask left open.
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, mode);
            }

            return Listen(socket, endPoint: null, backlog, path);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static BoundSocket Listen(Socket socket, EndPoint? endPoint, int backlog, string? unixPath)
    {
        if (endPoint is not null)
        {
            socket.Bind(endPoint);
        }

        socket.Listen(backlog);
        socket.Blocking = false;
        return new BoundSocket(socket, unixPath);
    }

    /// <summary>
    /// A socket file that a killed process left behind goes; one that somebody listens on stays, and bind says that the address is in use.
    /// </summary>
    private static void RemoveStale(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
    }
}
