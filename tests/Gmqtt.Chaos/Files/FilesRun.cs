using System.Net.Sockets;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Files;

/// <summary>
/// A running broker may open few files more: who is connected does not notice, who connects is turned away before the last files are taken, a changed configuration is read, nothing spins, and
/// when there are files again everything goes on by itself.
/// </summary>
internal sealed class FilesRun(GmqttdBroker broker, FilesOptions options)
{
    private const int Steady = 20, Enough = 10;

    /// <summary>Files a broker opens for a moment and closes again, a log's or a directory's: each may be counted at one end of the run and not at the other.</summary>
    private const int Passing = 4;
    private const byte NotAuthorized = 0x87;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Tick = TimeSpan.FromMilliseconds(50);
    private readonly Violations _violations = new();
    private readonly List<SocketClient> _flood = [];
    private int _letIn;

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        var canary = await Canary.StartAsync(broker.Place, _violations);
        var steady = await Task.WhenAll(Enumerable.Range(0, Steady).Select(OpenAsync));
        await UntilAsync(() => canary.Rounds >= Enough);
        var before = ProcessSample.Of(broker.Pid).Sockets;
        var (former, most) = (Descriptors.Of(broker.Pid), Descriptors.Open(broker.Pid) + options.Spare + options.Reserve);
        Descriptors.Limit(broker.Pid, most);
        await FloodAsync();
        if (!await UntilAsync(() => Descriptors.Open(broker.Pid) >= most - options.Reserve - Passing)) Wrong($"{Descriptors.Open(broker.Pid)} of {most} files are open: the limit was not met");
        canary.Forget();
        var processor = await HoldAsync();
        var (letIn, ping99, worst) = (Volatile.Read(ref _letIn), canary.Ping99, canary.PingWorst);
        if (letIn > options.Spare + Passing) Wrong($"{letIn} were let in with {options.Spare} files to spare");
        if (processor > options.MostProcessor) Wrong($"{processor:0.0} % of a processor with nothing to do");
        if (ping99 > options.CanaryMost || canary.Measured < Enough) Wrong($"the canary noticed: p99 {ping99.TotalMilliseconds:0.0} ms of {canary.Measured} pings");
        if (broker.HasDied) Wrong("the broker has ended");
        Descriptors.Limit(broker.Pid, former);
        await RelieveAsync(before);
        var gone = steady.Count(l => l is null || l.Ended.IsCompleted);
        if (gone > 0) Wrong($"{gone} of those who were connected are not any more");
        await canary.DisposeAsync();
        foreach (var link in steady.OfType<Link>()) await link.DisposeAsync();
        var code = await broker.StopAsync(Patience);
        if (code != 0) Wrong($"exit code {code}");
        var summary = $"""
            {options.Spare} files to spare beyond the reserve, {options.Spare + options.Beyond} more connections, {options.Hold.TotalSeconds:0} s: {letIn} let in, {processor:0.0} % of a processor; then all the others
            canary ping p99 {ping99.TotalMilliseconds:0.0} ms, worst {worst.TotalMilliseconds:0} ms
            """;
        return new Outcome(summary, _violations.Texts, _violations.Total);
    }

    private async Task<Link?> OpenAsync(int n)
    {
        var link = await Link.OpenAsync(broker.Place, 5, Packet.Connect($"steady-{n}", 5));
        link?.Listen(_ => Task.CompletedTask);
        return link;
    }

    /// <summary>The system takes them all; the broker, as many as it has files for.</summary>
    private async Task FloodAsync()
    {
        for (var n = 0; n < options.Spare + options.Beyond; n++)
        {
            var client = await SocketClient.OpenAsync(broker.Place);
            _flood.Add(client);
            await client.SendAsync(Packet.Connect($"flood-{n}", 5));
            _ = CountAsync(client);
        }
    }

    private async Task CountAsync(SocketClient client)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience + options.Hold);
            if (await client.TryReadAsync(patience.Token) is { Type: 2, ReasonCode: 0 }) Interlocked.Increment(ref _letIn);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    /// <summary>Meanwhile the configuration is changed: anonymous clients are no longer wanted.</summary>
    private async Task<double> HoldAsync()
    {
        var first = ProcessSample.Of(broker.Pid).Processor;
        await AnonymousAsync(isAllowed: false);
        await Task.Delay(options.Hold, TimeProvider.System, CancellationToken.None);
        return (ProcessSample.Of(broker.Pid).Processor - first) / options.Hold * 100;
    }

    private async Task AnonymousAsync(bool isAllowed)
    {
        var file = Path.Combine(broker.Directory, "gmqtt.toml");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace(isAllowed ? "allow_anonymous = false" : "allow_anonymous = true", isAllowed ? "allow_anonymous = true" : "allow_anonymous = false", StringComparison.Ordinal));
        broker.Reload();
    }

    /// <summary>Files again: the changed configuration is in force, and then that of before.</summary>
    private async Task RelieveAsync(int before)
    {
        foreach (var client in _flood) await client.DisposeAsync();
        if (!await UntilAsync(() => ProcessSample.Of(broker.Pid).Sockets <= before)) Wrong($"{ProcessSample.Of(broker.Pid).Sockets - before} sockets are left behind");
        if (!await UntilAsync(() => AnswerAsync(), NotAuthorized)) Wrong("the changed configuration is not in force");
        await AnonymousAsync(isAllowed: true);
        if (!await UntilAsync(() => AnswerAsync(), 0)) Wrong("nobody is let in any more");
    }

    private async Task<byte?> AnswerAsync()
    {
        await using var client = await SocketClient.OpenAsync(broker.Place);
        await client.SendAsync(Packet.Connect("newcomer", 5));
        using var patience = new CancellationTokenSource(Patience);
        return (await client.TryReadAsync(patience.Token))?.ReasonCode;
    }

    private static async Task<bool> UntilAsync(Func<Task<byte?>> ask, byte answer)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(Tick);
        while (!patience.IsCancellationRequested)
        {
            if (await ask() == answer) return true;
            await tick.WaitForNextTickAsync();
        }

        return false;
    }

    private static async Task<bool> UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(Tick);
        while (!holds() && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        return holds();
    }

    private void Wrong(string text) => _violations.Add(Invariant.Alive, text);
}
