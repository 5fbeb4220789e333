using System.Buffers;

namespace Gmqtt.Listeners.Transports;

/// <summary>
/// The pool that half-read packets and half-filled writes live in; apart from the shared one, so that no plugin can return an array that is
/// still in use here.
/// </summary>
internal static class ByteBuffers
{
    // Above a MiB a packet is rare, and keeping its array would cost more than making it.
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(maxArrayLength: 1024 * 1024, maxArraysPerBucket: 16);

    public static byte[] Rent(int size) => Pool.Rent(size);

    public static void Return(byte[] buffer) => Pool.Return(buffer);
}
