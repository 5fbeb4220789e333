using System.Net;
using Gmqtt.Chaos.Clients;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Idle;

/// <summary>A connection with one subscription, on which nothing happens but pings.</summary>
internal sealed class IdleClient : IAsyncDisposable
{
    private readonly Link _link;
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _unanswered;

    private IdleClient(Link link) => _link = link;

    internal bool HasEnded => _link.Ended.IsCompleted;

    /// <summary>Pings that have had no answer yet.</summary>
    internal int Unanswered => Volatile.Read(ref _unanswered);

    /// <returns>Null when it was not let in.</returns>
    internal static async Task<IdleClient?> ConnectAsync(EndPoint place, int number, IdleOptions options)
    {
        if (await Link.OpenAsync(place, 5, Packet.Connect($"idle-{number}", 5, keepAlive: options.KeepAlive), options.IsTls) is not { } link) return null;
        var client = new IdleClient(link);
        link.Listen(client.TakeAsync);
        await link.SendAsync(Packet.Subscribe(1, 5, [], ($"idle/{number}", 1)));
        await Task.WhenAny(client._subscribed.Task, link.Ended);
        return client;
    }

    internal async Task PingAsync()
    {
        Interlocked.Increment(ref _unanswered);
        await _link.SendAsync([0xC0, 0]);
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private Task TakeAsync(ReceivedPacket packet)
    {
        if (packet.Type == 9) _subscribed.TrySetResult();
        if (packet.Type == 13) Interlocked.Decrement(ref _unanswered);
        return Task.CompletedTask;
    }
}
