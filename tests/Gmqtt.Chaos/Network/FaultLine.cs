using System.Net.Sockets;
using System.Threading.Channels;

namespace Gmqtt.Chaos.Network;

/// <summary>One direction of a connection. What comes waits for its time, in order; how much may wait is bounded, so that a slow line pushes back.</summary>
internal sealed class FaultLine
{
    private const int Largest = 16 * 1024, OnTheWay = 256, SmallPiece = 1024, FewOnTheWay = 2;
    private static readonly TimeSpan StallBegins = TimeSpan.FromSeconds(1);
    private readonly Socket _from;
    private readonly Socket _to;
    private readonly LineFault _fault;
    private readonly Random _random;
    private readonly Channel<(byte[] Bytes, TimeSpan Due)> _way;
    private readonly long _began = TimeProvider.System.GetTimestamp();

    internal FaultLine(Socket from, Socket to, LineFault fault, Random random)
    {
        _from = from;
        _to = to;
        _fault = fault;
        _random = random;
        _way = Channel.CreateBounded<(byte[], TimeSpan)>(fault.Rate > 0 ? FewOnTheWay : OnTheWay);
    }

    private TimeSpan Now => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Until either end has closed.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var taking = TakeAsync(either.Token);
        var giving = GiveAsync(either.Token);
        // The end of what comes is handed on behind all of it; the end of the other side is the end.
        await ((Task)giving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await either.CancelAsync();
        await ((Task)taking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TakeAsync(CancellationToken stop)
    {
        var buffer = new byte[_fault.Rate > 0 ? SmallPiece : Largest];
        try
        {
            var last = TimeSpan.Zero;
            while (await _from.ReceiveAsync(buffer, stop) is > 0 and var count)
            {
                var due = Now + _fault.Delay + (_fault.Jitter * _random.NextDouble());
                if (_fault.Rate > 0) due = TimeSpan.FromTicks(Math.Max(due.Ticks, last.Ticks)) + TimeSpan.FromSeconds((double)count / _fault.Rate);
                if (due < last) due = last; // bytes do not pass each other
                last = due;
                await _way.Writer.WriteAsync((buffer[..count], due), stop);
            }
        }
        finally
        {
            _way.Writer.TryComplete();
        }
    }

    private async Task GiveAsync(CancellationToken stop)
    {
        await foreach (var (bytes, due) in _way.Reader.ReadAllAsync(stop))
        {
            var until = _fault.Stall > TimeSpan.Zero && Now > StallBegins && Now < StallBegins + _fault.Stall ? StallBegins + _fault.Stall : due;
            if (until - Now is { Ticks: > 0 } wait) await Task.Delay(wait, TimeProvider.System, stop);
            var piece = _fault.Piece > 0 ? _fault.Piece : bytes.Length;
            for (var at = 0; at < bytes.Length; at += piece) await _to.SendAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)), stop);
        }
    }
}
