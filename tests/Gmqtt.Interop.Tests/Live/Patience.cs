namespace Gmqtt.Interop.Tests.Live;

/// <summary>How long a test waits for real sockets and processes before it fails: never reached where all is well, however busy the machine.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
}
