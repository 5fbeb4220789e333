using System.Net;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Testing;
using HdrHistogram;

namespace Gmqtt.Chaos.Watch;

/// <summary>A client that has nothing to do with what is going on: pings, and sends itself a QoS 1 message, twenty times a second. All of them must be answered, and soon.</summary>
internal sealed class Canary : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private readonly LongHistogram _pings = new(TimeSpan.FromMinutes(1).Ticks, 3);
    private readonly LongHistogram _echoes = new(TimeSpan.FromMinutes(1).Ticks, 3);
    private readonly CancellationTokenSource _ending = new();
    private readonly Violations _violations;
    private readonly Link _link;
    private readonly SemaphoreSlim _ponged = new(0);
    private readonly SemaphoreSlim _echoed = new(0);
    private readonly SemaphoreSlim _acknowledged = new(0);
    private Task _singing = Task.CompletedTask;

    private readonly bool _publishes;

    private Canary(Link link, Violations violations, bool publishes)
    {
        _link = link;
        _violations = violations;
        _publishes = publishes;
    }

    /// <summary>Rounds that were answered.</summary>
    internal int Rounds { get; private set; }

    internal TimeSpan Ping50 => Percentile(_pings, 50);

    internal TimeSpan Ping99 => Percentile(_pings, 99);

    internal TimeSpan PingWorst => Percentile(_pings, 100);

    /// <summary>From its PUBLISH until it is back and acknowledged.</summary>
    internal TimeSpan Echo99 => Percentile(_echoes, 99);

    internal TimeSpan EchoWorst => Percentile(_echoes, 100);

    /// <summary>How many pings the figures are of.</summary>
    internal long Measured
    {
        get
        {
            lock (_pings) return _pings.TotalCount;
        }
    }

    /// <param name="place">Where the broker listens.</param>
    /// <param name="violations">What is wrong.</param>
    /// <param name="publishes">Not where nothing is acknowledged for good reason.</param>
    internal static async Task<Canary> StartAsync(EndPoint place, Violations violations, bool publishes = true)
    {
        var link = await Link.OpenAsync(place, 5, Packet.Connect("canary", 5)) ?? throw new ChaosException("the canary cannot connect");
        var canary = new Canary(link, violations, publishes);
        link.Listen(canary.TakeAsync);
        await link.SendAsync(Packet.Subscribe(1, 5, [], ("canary", 1)));
        canary._singing = Task.Run(canary.SingAsync);
        return canary;
    }

    /// <summary>What was measured up to now no longer counts.</summary>
    internal void Forget()
    {
        lock (_pings) _pings.Reset();
        lock (_echoes) _echoes.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _singing;
        await _link.DisposeAsync();
        _ending.Dispose();
    }

    private static TimeSpan Percentile(LongHistogram histogram, double percentile)
    {
        lock (histogram) return TimeSpan.FromTicks(histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percentile));
    }

    private static void Record(LongHistogram histogram, long began)
    {
        lock (histogram) histogram.RecordValue(Math.Max(1, TimeProvider.System.GetElapsedTime(began).Ticks));
    }

    private async Task SingAsync()
    {
        using var pace = new PeriodicTimer(Pace);
        while (!_ending.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            await _link.SendAsync([0xC0, 0]);
            if (!await _ponged.WaitAsync(Patience))
            {
                _violations.Add(Invariant.Alive, $"the canary's PINGREQ was not answered within {Patience.TotalSeconds:0} s");
                return;
            }

            Record(_pings, began);
            if (_publishes && !await EchoAsync()) return;
            Rounds++;
            await pace.WaitForNextTickAsync();
        }
    }

    private async Task<bool> EchoAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        await _link.SendAsync(Packet.Publish("canary", [1, 2, 3], qos: 1, packetId: 1 + (Rounds % 1000)));
        if (!await _acknowledged.WaitAsync(Patience) || !await _echoed.WaitAsync(Patience))
        {
            _violations.Add(Invariant.Alive, $"the canary's own message has not come back within {Patience.TotalSeconds:0} s");
            return false;
        }

        Record(_echoes, began);
        return true;
    }

    private async Task TakeAsync(ReceivedPacket packet)
    {
        switch (packet.Type)
        {
            case 3:
                if (packet.QoS == 1) await _link.SendAsync(Packet.Ack(4, packet.PacketId));
                _echoed.Release();
                break;
            case 4:
                _acknowledged.Release();
                break;
            case 13:
                _ponged.Release();
                break;
        }
    }
}
