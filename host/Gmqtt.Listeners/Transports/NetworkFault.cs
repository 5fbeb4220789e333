namespace Gmqtt.Listeners.Transports;

/// <summary>
/// Tells what a peer or the network did from what this code did wrong. TLS and WebSocket wrap both in the same exceptions; the innermost one tells.
/// </summary>
internal static class NetworkFault
{
    /// <summary>Whether the exception ends a connection and is nobody's bug.</summary>
    public static bool Is(Exception exception) =>
        exception.GetBaseException() is ObjectDisposedException or not (
            ArgumentException
            or InvalidOperationException
            or InvalidCastException
            or IndexOutOfRangeException
            or NotSupportedException
            or NullReferenceException);
}
