using System.Runtime.InteropServices;
using Gmqtt.Host.Lifetime;

namespace Gmqtt.Host.Tests.Lifetime;

/// <summary>Free memory between blocks that are in use goes back to the system, as where some of many TLS connections have gone.</summary>
public sealed class NativeHeapTests
{
    private const int Blocks = 256 * 1024, Size = 1024, OneStaysOf = 64;

    [Fact]
    public void What_is_free_between_what_is_used_goes_back()
    {
        var blocks = new nint[Blocks];
        for (var n = 0; n < Blocks; n++)
        {
            blocks[n] = Marshal.AllocHGlobal(Size);
            Marshal.WriteByte(blocks[n], 1);
        }

        for (var n = 0; n < Blocks; n++)
        {
            if (n % OneStaysOf != 0) Marshal.FreeHGlobal(blocks[n]);
        }

        var before = Environment.WorkingSet;
        NativeHeap.GiveBack();
        var given = before - Environment.WorkingSet;
        for (var n = 0; n < Blocks; n += OneStaysOf) Marshal.FreeHGlobal(blocks[n]);
        // Other tests run beside.
        Assert.True(given > (long)Blocks * Size / 2, $"{given} bytes given back");
    }
}
