namespace Gmqtt.Listeners.Tests;

/// <summary>Both transports: what one promises, the other does too.</summary>
public sealed class Kinds : TheoryData<TransportKind>
{
    public Kinds()
    {
        Add(TransportKind.Epoll);
        Add(TransportKind.Sockets);
    }
}
