using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Kill;
using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Power;

/// <summary>
/// Fails the power under a broker again and again: it is stopped under load at a random point, its disk is copied as it is, a broker is started over the copy, and every client goes on
/// there with what it had at that moment. Then the first broker goes on as if nothing had been.
/// </summary>
internal sealed class PowerRun
{
    private readonly Func<string, string, BrokerUnderTest> _make;
    private readonly PowerOptions _options;
    private readonly string _directory;
    private readonly Action<string> _say;
    private readonly Book _book = new();
    private readonly Crowd _crowd;
    private readonly Violations _violations = new();
    private TimeSpan _slowestRecovery;
    private long _checked;
    private int _bad;

    /// <param name="make">Makes a broker: the directory of its log, and that of its state.</param>
    /// <param name="options">The run.</param>
    /// <param name="directory">For the disk and its copies.</param>
    /// <param name="say">Told of each image.</param>
    internal PowerRun(Func<string, string, BrokerUnderTest> make, PowerOptions options, string directory, Action<string> say)
    {
        _make = make;
        _options = options;
        _directory = directory;
        _say = say;
        _crowd = new Crowd(_book, options.Seed, options.Rate);
    }

    internal async Task<PowerReport> RunAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        await using var disk = await LoopDisk.MakeAsync(_directory, _options.Size);
        await using var broker = _make(_directory, disk.Folder);
        await broker.StartAsync();
        await _crowd.AttachAsync(broker.Place);
        await _crowd.Offline.AttachAsync(broker.Place);
        using var stop = new CancellationTokenSource();
        var load = _crowd.EveryPublisher.Select(p => p.LoadAsync(int.MaxValue, stop.Token)).ToList();
        _crowd.Slow.IsSlow = true;
        var images = 0;
        for (; images < _options.Images && !broker.HasDied; images++) await FailAsync(broker, disk, images);
        if (broker.HasDied) _violations.Add(Invariant.Alive, "the broker has ended by itself");
        await stop.CancelAsync();
        await Task.WhenAll(load);
        await _crowd.DetachAsync();
        return new PowerReport
        {
            Images = images,
            Bad = _bad,
            Checked = _checked,
            SlowestRecovery = _slowestRecovery,
            Took = TimeProvider.System.GetElapsedTime(began),
            Violations = _violations,
        };
    }

    private async Task FailAsync(BrokerUnderTest broker, LoopDisk disk, int image)
    {
        var random = new Random(unchecked((_options.Seed * 104_729) + image));
        var after = TimeSpan.FromSeconds(0.2 + random.NextDouble());
        // Its queue is long by and by, and every image is drained: so it is there one time in three.
        if (image % 3 == 1) await _crowd.Offline.DetachAsync();
        await Task.Delay(after, TimeProvider.System, CancellationToken.None);
        await broker.FreezeAsync();
        var file = Path.Combine(_directory, $"image-{image}.img");
        await disk.CopyAsync(file);
        // What it had sent has arrived by now, and is part of what it promised.
        var fork = _crowd.Fork();
        await RecoverAsync(fork, file, image);
        broker.Thaw();
        if (image % 3 == 0 && !_crowd.Offline.IsAttached) await _crowd.Offline.AttachAsync(broker.Place);
        _checked += fork.Book.Owned;
        if (fork.Book.Violations.Total > 0) _bad++;
        _violations.Add(fork.Book.Violations, $"image {image}");
        _say($"image {image + 1}/{_options.Images}: failed {after.TotalSeconds:0.00} s after the last, owned {fork.Book.Owned}, violations {fork.Book.Violations.Total}, slowest recovery {_slowestRecovery.TotalMilliseconds:0} ms");
    }

    private async Task RecoverAsync(Crowd crowd, string file, int image)
    {
        var place = Directory.CreateDirectory(Path.Combine(_directory, $"image-{image}")).FullName;
        await using var disk = await LoopDisk.MountAsync(file, Path.Combine(place, "disk"));
        await using var broker = _make(place, disk.Folder);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            await broker.StartAsync();
        }
        catch (ChaosException exception)
        {
            crowd.Book.Violations.Add(Invariant.Alive, $"it does not start: {exception.Message}");
            return;
        }

        var took = TimeProvider.System.GetElapsedTime(began);
        if (took > _slowestRecovery) _slowestRecovery = took;
        await RetainedCheck.RunAsync(broker.Place, Crowd.RetainedFilter, crowd.Retainer.Ledger, crowd.Book.Violations, _options.Patience);
        await crowd.AttachAsync(broker.Place);
        await crowd.Offline.AttachAsync(broker.Place);
        await crowd.SettleAsync();
        await crowd.DrainAsync(_options.Patience);
        crowd.Count();
        await RetainedCheck.RunAsync(broker.Place, Crowd.RetainedFilter, crowd.Retainer.Ledger, crowd.Book.Violations, _options.Patience);
        await crowd.DetachAsync();
    }
}
