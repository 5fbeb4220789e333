namespace Gmqtt.Listeners;

/// <summary>Who moves the bytes.</summary>
public enum TransportKind
{
    /// <summary><see cref="Epoll"/> on Linux (x64, arm64), <see cref="Sockets"/> elsewhere.</summary>
    Auto,

    /// <summary>Own epoll loops.</summary>
    Epoll,

    /// <summary>System.Net.Sockets under Kestrel's connection.</summary>
    Sockets,
}
