namespace Gmqtt.Listeners.Epoll;

/// <summary>The numbers of Linux on x64 and arm64 (asm-generic), under the names of its manual pages.</summary>
internal static class Linux
{
    public const int CloseOnExec = 0x80000; // O_CLOEXEC, the same for sockets, epoll and eventfd
    public const int NonBlocking = 0x800; // O_NONBLOCK
    public const int NoSignal = 0x4000; // MSG_NOSIGNAL: EPIPE instead of a signal that ends the process

    public const int ShutdownWrite = 1;
    public const int ShutdownBoth = 2;

    public const int Unix = 1; // AF_UNIX
    public const int InterNetwork = 2; // AF_INET
    public const int InterNetworkV6 = 10; // AF_INET6

    public const int OutputQueue = 0x5411; // SIOCOUTQ

    public const int OpenFiles = 7; // RLIMIT_NOFILE

    public const int Interrupted = 4; // EINTR
    public const int BadDescriptor = 9; // EBADF
    public const int TryAgain = 11; // EAGAIN
    public const int OutOfMemory = 12; // ENOMEM
    public const int TooManyOpenFilesInSystem = 23; // ENFILE
    public const int TooManyOpenFiles = 24; // EMFILE
    public const int NoBuffers = 105; // ENOBUFS
}
