namespace Gmqtt.Listeners.Epoll;

/// <summary>epoll(7): operations and event bits.</summary>
internal static class EpollFlags
{
    public const int Add = 1;
    public const int Remove = 2;
    public const int Modify = 3;

    public const uint Readable = 0x1;
    public const uint Writable = 0x4;
    public const uint Error = 0x8;
    public const uint HangUp = 0x10;

    /// <summary>Not a bit of the kernel's: the loop was asked to look at the target (<see cref="EpollLoop.Post"/>).</summary>
    public const uint Posted = 0;
}
