using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Stores.Tests;

/// <summary>A way to a Redis that can be made slow, spoiled in the middle of a reply, or led to another.</summary>
internal sealed class RedisRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Task> _pumps = [];
    private readonly Task _accepting;
    private CancellationTokenSource _leading = new();
    private volatile RedisServer _server;
    private Func<byte[], byte[]>? _spoil;

    internal RedisRelay(RedisServer server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How late each reply comes.</summary>
    internal TimeSpan Late { get; set; }

    /// <summary>Whether a reply was spoiled as <see cref="SpoilNext"/> says.</summary>
    internal bool HasSpoiled => _spoil is null;

    /// <summary>Hands on something else instead of the next reply, and then hangs up.</summary>
    internal void SpoilNext(Func<byte[], byte[]> spoil) => _spoil = spoil;

    /// <summary>Hangs up, and leads to another from now on.</summary>
    internal async Task LeadToAsync(RedisServer server)
    {
        _server = server;
        await Interlocked.Exchange(ref _leading, new CancellationTokenSource()).CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_pumps);
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _pumps.Add(PumpAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private async Task PumpAsync(TcpClient client)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, _leading.Token);
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _server.Port, end.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(near.CopyToAsync(far, end.Token), ReplyAsync(far, near, end.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                return;
            }
            finally
            {
                await end.CancelAsync();
            }
        }
    }

    private async Task ReplyAsync(NetworkStream from, NetworkStream to, CancellationToken end)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, end) is var length and > 0)
            {
                if (Late > TimeSpan.Zero) await Task.Delay(Late, TimeProvider.System, end);
                var spoil = Interlocked.Exchange(ref _spoil, null);
                await to.WriteAsync(spoil is null ? buffer.AsMemory(0, length) : spoil(buffer[..length]), end);
                if (spoil is not null) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return;
        }
    }
}
