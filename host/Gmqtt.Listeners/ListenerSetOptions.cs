namespace Gmqtt.Listeners;

/// <summary>What all listeners share; fixed for the life of a <see cref="ListenerSet"/>, save <see cref="MaxConnections"/>.</summary>
public sealed record ListenerSetOptions
{
    /// <summary>Who moves the bytes.</summary>
    public TransportKind Transport { get; init; }

    /// <summary>Threads that read and write; 0 for one per processor. Only <see cref="TransportKind.Epoll"/> has its own.</summary>
    public int IoThreads { get; init; }

    /// <summary>
    /// Most connections of all listeners together; 0 for the process's descriptor limit less what it has open already and less
    /// <see cref="DescriptorReserve"/>, which is the upper bound in any case.
    /// </summary>
    public int MaxConnections { get; init; }

    /// <summary>
    /// Descriptors left for files, stores and plugins: without it accept would take the last one and the next fsync could not open its
    /// file.
    /// </summary>
    public int DescriptorReserve { get; init; } = 256;
}
