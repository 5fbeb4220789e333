using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// Memory for <c>struct epoll_event</c>. The kernel packs it to 12 bytes on x64 and leaves it at 16 on arm64, so it is read by offset and
/// not declared.
/// </summary>
internal sealed unsafe class EpollEvents : IDisposable
{
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private static readonly int Stride = DataOffset + sizeof(ulong);

    private byte* _memory;

    public EpollEvents(int capacity)
    {
        Capacity = capacity;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * Stride));
    }

    public int Capacity { get; }

    public void* Memory => _memory;

    /// <summary>Calls epoll_ctl; false with errno set where it fails.</summary>
    public static bool Control(Descriptor epoll, int operation, SafeHandle target, uint events, ulong token)
    {
        var epollEvent = stackalloc byte[sizeof(uint) * 2 + sizeof(ulong)];
        Unsafe.WriteUnaligned(epollEvent, events);
        Unsafe.WriteUnaligned(epollEvent + DataOffset, token);
        return Libc.EpollControl(epoll, operation, target, epollEvent) == 0;
    }

    public uint Events(int index) => Unsafe.ReadUnaligned<uint>(_memory + index * Stride);

    public ulong Token(int index) => Unsafe.ReadUnaligned<ulong>(_memory + index * Stride + DataOffset);

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
