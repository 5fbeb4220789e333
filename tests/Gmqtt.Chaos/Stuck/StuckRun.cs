using System.Globalization;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;
using Gmqtt.Hooks;

namespace Gmqtt.Chaos.Stuck;

/// <summary>
/// Many clients at once ask for what a hook of a real plugin decides, and it does not come back. Each is denied at the hook's deadline, who has nothing to do with it does not notice, the plugin ends
/// in quarantine where nobody gets past it, and everything else works.
/// </summary>
internal sealed class StuckRun(GmqttdBroker broker, StuckOptions options, Violations violations)
{
    private const string Plugin = "hostilehooks";
    private const int Enough = 10;
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(20), Patience = TimeSpan.FromSeconds(20);

    /// <returns>The figures.</returns>
    internal async Task<string> RunAsync()
    {
        Install();
        await broker.StartAsync();
        var figures = await SufferAsync();
        var code = await broker.StopAsync(Patience);
        if (code != 0) Wrong($"exit code {code}");
        return figures;
    }

    private async Task<string> SufferAsync()
    {
        await using var canary = await Canary.StartAsync(broker.Place, violations, publishes: options.Hook != nameof(OnMsgArrived));
        await using var bystander = await Asker.StartAsync(broker.Place, nameof(OnSubscribe), "bystander");
        await UntilAsync(() => canary.Rounds >= Enough);
        var (denied, latest) = await HangAsync(canary);
        var (pings, ping50, ping99, pingWorst, echo99) = (canary.Measured, canary.Ping50, canary.Ping99, canary.PingWorst, canary.Echo99);
        if (pings < Enough) Wrong($"the canary's ping was answered {pings} times while the hooks hung");
        if (ping99 > options.CanaryMost || echo99 > options.CanaryMost) Wrong($"the canary noticed: ping p99 {Milliseconds(ping99)} ms, its own message p99 {Milliseconds(echo99)} ms");
        var isQuarantined = await UntilAsync(() => Count("plugin in quarantine") > 0);
        if (!isQuarantined) Wrong("the plugin is not in quarantine");
        await LaterAsync("victim-later");
        await LaterAsync("newcomer");
        await OthersAsync(bystander);
        return $"""
            {options.Hook}, {options.How}: denied {denied}/{options.Clients}, the last after {latest.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s with a deadline of {options.Deadline.TotalSeconds} s; plugin {(isQuarantined ? "in quarantine" : "at work")}
                canary ping p50 {Milliseconds(ping50)} ms, p99 {Milliseconds(ping99)} ms, worst {Milliseconds(pingWorst)} ms of {pings}; its own message p99 {Milliseconds(echo99)} ms
            """;
    }

    /// <summary>All at once; the canary's figures are of that time alone.</summary>
    private async Task<(int Denied, TimeSpan Latest)> HangAsync(Canary canary)
    {
        var victims = await Task.WhenAll(Enumerable.Range(0, options.Clients).Select(n => Asker.StartAsync(broker.Place, options.Hook, $"victim-{n}")));
        canary.Forget();
        var answers = await Task.WhenAll(victims.Select(v => v.AskAsync()));
        foreach (var victim in victims) await victim.DisposeAsync();
        var (denied, latest, earliest) = (answers.Count(a => a.IsAllowed == false), answers.Max(a => a.After), answers.Min(a => a.After));
        var (allowed, unanswered) = (answers.Count(a => a.IsAllowed == true), answers.Count(a => a.IsAllowed is null));
        if (denied < options.Clients) Wrong($"of {options.Clients} {allowed} were let in, {unanswered} have no answer");
        if (latest > options.Deadline + options.Late) Wrong($"the last was denied after {latest.TotalSeconds:0.00} s, the deadline is {options.Deadline.TotalSeconds} s");
        // Who is answered before the deadline was not in the hook with the others.
        if (earliest < options.Deadline - Early) Wrong($"the first was answered after {earliest.TotalSeconds:0.00} s: they did not hang all at once");
        if (!await UntilAsync(() => Hung() == options.Clients)) Wrong($"{Hung()} of {options.Clients} were in the hook");
        return (denied, latest);
    }

    /// <summary>In quarantine it says no at once, whoever asks.</summary>
    private async Task LaterAsync(string id)
    {
        await using var later = await Asker.StartAsync(broker.Place, options.Hook, id);
        var (isAllowed, after) = await later.AskAsync();
        if (isAllowed != false) Wrong($"{id} {(isAllowed is null ? "has no answer from" : "got past")} a plugin in quarantine");
        if (after > options.Deadline / 2) Wrong($"{id} was told after {after.TotalSeconds:0.00} s");
    }

    /// <summary>What the hook does not decide goes on.</summary>
    private async Task OthersAsync(Asker bystander)
    {
        foreach (var other in StuckOptions.Hooks.Where(h => h != options.Hook && h != nameof(OnBasicAuth)))
        {
            if (!await bystander.DoAsync(other)) Wrong($"{other} was denied to a bystander");
        }

        if (options.Hook == nameof(OnBasicAuth)) return;
        await using var newcomer = await Asker.StartAsync(broker.Place, nameof(OnBasicAuth), "newcomer-2");
        if (!await newcomer.DoAsync(nameof(OnBasicAuth))) Wrong("a newcomer was not let in");
    }

    private void Install()
    {
        var target = Directory.CreateDirectory(Path.Combine(broker.Directory, "plugins", Plugin)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "plugins-under-test", Plugin))) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    private int Hung() => Count($"hostile: \"{options.How} in {options.Hook}\"");

    /// <summary>Lines of the log that hold a text.</summary>
    private int Count(string text)
    {
        using var log = new StreamReader(new FileStream(Path.Combine(broker.Directory, "broker.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd().Split('\n').Count(l => l.Contains(text, StringComparison.Ordinal));
    }

    private static async Task<bool> UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!holds() && !patience.IsCancellationRequested) await tick.WaitForNextTickAsync();
        return holds();
    }

    private void Wrong(string text) => violations.Add(Invariant.Alive, $"{options.Hook}, {options.How}: {text}");

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
