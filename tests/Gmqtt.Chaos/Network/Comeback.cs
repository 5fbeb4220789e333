using Gmqtt.Chaos.Clients;

namespace Gmqtt.Chaos.Network;

/// <summary>Clients that go on whatever becomes of their connections.</summary>
internal static class Comeback
{
    /// <summary>Publishes until told to stop, with whatever connection there is.</summary>
    internal static async Task PublishAsync(Publisher publisher, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!stop.IsCancellationRequested)
        {
            await publisher.LoadAsync(int.MaxValue, stop);
            await ((Task)tick.WaitForNextTickAsync(stop).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Comes back whenever the connection has ended.</summary>
    internal static async Task KeepAsync(Func<Task> ended, Func<Task> detach, Func<Task> attach, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ended().WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stop.IsCancellationRequested) await AgainAsync(detach, attach);
        }
    }

    /// <summary>Leaves without a word and comes back.</summary>
    internal static async Task AgainAsync(Func<Task> detach, Func<Task> attach)
    {
        await detach();
        await attach();
    }
}
