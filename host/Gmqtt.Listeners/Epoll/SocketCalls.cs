using System.Net;
using System.Runtime.InteropServices;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// Socket calls that answer with a count, or with errno below zero; a descriptor that another thread closed is EBADF, not an exception.
/// </summary>
internal static unsafe class SocketCalls
{
    public static int Receive(Descriptor socket, Span<byte> buffer)
    {
        fixed (byte* memory = buffer)
        {
            while (true)
            {
                var result = Guarded(socket, memory, buffer.Length, send: false);
                if (result != -Linux.Interrupted)
                {
                    return result;
                }
            }
        }
    }

    public static int Send(Descriptor socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* memory = bytes)
        {
            while (true)
            {
                var result = Guarded(socket, memory, bytes.Length, send: true);
                if (result != -Linux.Interrupted)
                {
                    return result;
                }
            }
        }
    }

    public static int Accept(SafeHandle listening, out EndPoint? remote)
    {
        var address = stackalloc byte[SocketName.MaximumLength];
        var length = SocketName.MaximumLength;
        var accepted = Libc.Accept(listening, address, &length, Linux.NonBlocking | Linux.CloseOnExec);
        remote = accepted >= 0 ? SocketName.Parse(new ReadOnlySpan<byte>(address, length)) : null;
        return accepted >= 0 ? accepted : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Bytes of a TCP connection that its peer has not acknowledged; 0 when the socket is closed.</summary>
    public static int Untaken(Descriptor socket)
    {
        try
        {
            var bytes = 0;
            return Libc.Control(socket, Linux.OutputQueue, &bytes) == 0 ? bytes : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    public static void Shutdown(Descriptor socket, int how)
    {
        try
        {
            _ = Libc.Shutdown(socket, how);
        }
        catch (ObjectDisposedException)
        {
            // Closed already: more shut than this call could make it.
        }
    }

    private static int Guarded(Descriptor socket, byte* memory, int length, bool send)
    {
        try
        {
            var result = send ? Libc.Send(socket, memory, length, Linux.NoSignal) : Libc.Receive(socket, memory, length, 0);
            return result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();
        }
        catch (ObjectDisposedException)
        {
            return -Linux.BadDescriptor;
        }
    }
}
