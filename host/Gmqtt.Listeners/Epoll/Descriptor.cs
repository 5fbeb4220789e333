using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// A file descriptor that is closed once nobody is inside a system call with it: without the count, a send could hit the number after the
/// kernel gave it to another connection.
/// </summary>
internal sealed class Descriptor : SafeHandleMinusOneIsInvalid
{
    public Descriptor()
        : base(ownsHandle: true)
    {
    }

    public Descriptor(int descriptor, bool owned = true)
        : base(owned) => SetHandle(descriptor);

    /// <summary>The new descriptor of a call that makes one.</summary>
    /// <param name="result">What the call returned.</param>
    /// <param name="call">Its name, for the message.</param>
    /// <exception cref="IOException">The call failed.</exception>
    public static Descriptor Own(int result, string call) =>
        result >= 0
            ? new Descriptor(result)
            : throw new IOException($"{call} failed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
