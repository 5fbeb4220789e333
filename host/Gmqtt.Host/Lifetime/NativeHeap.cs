using System.Runtime.InteropServices;

namespace Gmqtt.Host.Lifetime;

/// <summary>What OpenSSL and RocksDB allocate. glibc gives back only what is free at the end of each of its areas: of 5,000 TLS connections that have gone, next to nothing.</summary>
internal static class NativeHeap
{
    // musl has no such call.
    private static readonly Trim? MallocTrim =
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var libc) && NativeLibrary.TryGetExport(libc, "malloc_trim", out var trim)
            ? Marshal.GetDelegateForFunctionPointer<Trim>(trim)
            : null;

    private delegate int Trim(nuint keep);

    /// <summary>Looks through all that is free.</summary>
    internal static void GiveBack() => MallocTrim?.Invoke(0);
}
