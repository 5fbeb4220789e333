using System.Runtime.InteropServices;
using Gmqtt.Listeners.Transports;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Epoll;

/// <summary>All I/O threads. A connection stays with the loop it was given.</summary>
internal sealed class EpollEngine : ISocketEngine
{
    private readonly EpollLoop[] _loops;
    private readonly LoopRelief _relief;
    private int _nextAcceptor = -1;

    public EpollEngine(int threads, TimeProvider timeProvider, ILogger logger)
    {
        TimeProvider = timeProvider;
        var slabs = new SlabPool();
        _loops = [.. Enumerable.Range(0, threads).Select(index => new EpollLoop(index, slabs, timeProvider, logger))];
        _relief = new LoopRelief(_loops, timeProvider, logger);
    }

    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public TimeProvider TimeProvider { get; }

    public IReadOnlyList<LoopActivity> Activity => [.. _loops.Select(loop => loop.Activity)];

    public IAcceptor Accept(BoundSocket socket, IAcceptSink sink)
    {
        var index = (uint)Interlocked.Increment(ref _nextAcceptor) % (uint)_loops.Length;
        return new EpollAcceptor(this, _loops[index], socket, sink, SocketCalls.Accept);
    }

    /// <summary>The loop with the fewest connections.</summary>
    public EpollLoop LeastBusy()
    {
        var best = _loops[0];
        for (var i = 1; i < _loops.Length; i++)
        {
            if (_loops[i].Count < best.Count)
            {
                best = _loops[i];
            }
        }

        return best;
    }

    public void AbortAll()
    {
        foreach (var transport in _loops.SelectMany(loop => loop.Targets()).OfType<EpollTransport>())
        {
            transport.Abort();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_loops.Select(loop => loop.StopAsync())); // a loop that is stuck needs its relief for that
        _relief.Dispose();
    }
}
