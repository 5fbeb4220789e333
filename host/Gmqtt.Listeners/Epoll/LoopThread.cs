using Gmqtt.Broker.Outbound;

namespace Gmqtt.Listeners.Epoll;

/// <summary>What belongs to one thread of a loop, and stays with it when another takes its place.</summary>
internal sealed class LoopThread(string name, SlabPool slabs)
{
    /// <summary>When it entered the callback it is in; 0 while it waits for the network. Written by the thread alone.</summary>
    public long BusySince;

    /// <summary>How often it came back from waiting. Written by the thread alone.</summary>
    public long Wakeups;

    [ThreadStatic]
    private static LoopThread? _current;

    /// <summary>The loop's thread that this is; asked only where nobody else calls.</summary>
    public static LoopThread Current { get => _current!; set => _current = value; }

    public string Name => name;

    /// <summary>The system's number of it, known once it runs.</summary>
    public int Id;

    /// <summary>Where its connections receive; only the thread itself may touch it.</summary>
    public ReceiveSpace Receiving { get; } = new(slabs);

    /// <summary>What it does between two waits; also relieved by the thread that relieves this one.</summary>
    public ReadTurn Turn { get; } = new();
}
