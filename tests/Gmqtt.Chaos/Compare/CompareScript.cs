using System.Net;

namespace Gmqtt.Chaos.Compare;

/// <summary>One script, played to two brokers in step until they differ or it ends: a publisher, a subscriber, and one who takes the subscriber's place.</summary>
internal sealed class CompareScript : IAsyncDisposable
{
    private const int Parties = 3, Steps = 25, MostRounds = 8, OneWrongOf = 10, Looks = 10;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private readonly Random _random;
    private readonly CompareGrammar _grammar;
    private readonly Party[] _ours;
    private readonly Party[] _theirs;
    private readonly int[] _versions = new int[Parties];
    private readonly List<string> _sent = [];

    internal CompareScript(EndPoint ours, EndPoint theirs, int seed, string name)
    {
        _random = new Random(seed);
        _grammar = new CompareGrammar(_random, name);
        _ours = [.. Enumerable.Range(0, Parties).Select(_ => new Party(ours))];
        _theirs = [.. Enumerable.Range(0, Parties).Select(_ => new Party(theirs))];
    }

    internal int Packets { get; private set; }

    internal int Wrong { get; private set; }

    /// <summary>The first difference, or null. Where something wrong ends a connection the script ends, too: mosquitto has done half of it then, such as the first filters of a SUBSCRIBE.</summary>
    internal async Task<Deviation?> PlayAsync()
    {
        for (var step = 0; step < Steps; step++)
        {
            var party = step < Parties ? step : _random.Next(Parties);
            var isNew = !_ours[party].IsOpen;
            if (isNew) _versions[party] = 3 + _random.Next(3);
            var right = isNew ? _grammar.Connect(party, _versions[party]) : _grammar.Next(_versions[party]);
            var wrong = _random.Next(OneWrongOf) == 0 ? _grammar.Mutate(right) : null;
            Packets++;
            if (wrong is not null) Wrong++;
            if (await DiffersAsync(party, right, wrong) is { } deviation) return deviation;
            if (wrong is not null && !_ours[party].IsOpen) return null;
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var party in _ours.Concat(_theirs)) await party.DisposeAsync();
    }

    private async Task<Deviation?> DiffersAsync(int party, byte[] right, byte[]? wrong)
    {
        byte[] packet = [.. wrong ?? right, .. CompareGrammar.Releases(wrong ?? right)];
        _sent.Add($"{party}:{Convert.ToHexString(packet)}");
        var heard = await Task.WhenAll(HearAsync(_ours, party, packet), HearAsync(_theirs, party, packet));
        var (ours, theirs) = (heard[0], heard[1]);
        // What the end of a connection brings to others, its will, has no answer behind which it comes.
        for (var look = 0; look < Looks && ours[party].SequenceEqual(theirs[party]) && Differing(party, ours, theirs) is not null; look++)
        {
            await Task.Delay(BetweenLooks, TimeProvider.System, CancellationToken.None);
            await Task.WhenAll(HearAsync(_ours, party, ours), HearAsync(_theirs, party, theirs));
        }

        if (Differing(party, ours, theirs) is not { } at) return null;
        var told = _ours[at].Told is { } code ? $" {code:X2}" : "";
        var kind = $"{(wrong is null ? "right" : "wrong")} {Answer.Name(right[0] >> 4)}{(right.AsSpan().IndexOf("$share/"u8) > 0 ? " shared" : "")} v{_versions[party]}{(at == party ? "" : ", another")}: {Kinds(ours[at], theirs[at])}{told} | {Kinds(theirs[at], ours[at])}";
        return new Deviation(kind, $"{kind}\n  sent {Convert.ToHexString(packet)} (from {Convert.ToHexString(right)})\n  ours   {string.Join("; ", ours[at])}\n  theirs {string.Join("; ", theirs[at])}\n  script {string.Join(' ', _sent)}");
    }

    /// <summary>The first party, the sender before the others, that has heard something else.</summary>
    private static int? Differing(int sender, List<Answer>[] ours, List<Answer>[] theirs)
        => Enumerable.Range(0, Parties).OrderBy(p => p == sender ? -1 : p).Cast<int?>().FirstOrDefault(p => !ours[p!.Value].SequenceEqual(theirs[p.Value]));

    /// <summary>What one has and the other has not, in few words.</summary>
    private static string Kinds(List<Answer> here, List<Answer> there)
    {
        var more = here.ToList();
        foreach (var answer in there) more.Remove(answer);
        return more.Count == 0 ? "nothing" : string.Join(", ", more.Select(a => a.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>All that comes of a packet, at every party: until nothing more comes.</summary>
    private static async Task<List<Answer>[]> HearAsync(Party[] parties, int sender, byte[] packet)
    {
        await parties[sender].SendAsync(packet);
        var all = parties.Select(_ => new List<Answer>()).ToArray();
        await HearAsync(parties, sender, all);
        return all;
    }

    /// <summary>What has come since.</summary>
    private static async Task HearAsync(Party[] parties, int sender, List<Answer>[] all)
    {
        var order = Enumerable.Range(0, Parties).OrderBy(p => p == sender ? -1 : p).ToList();
        for (var (round, isQuiet) = (0, false); !isQuiet && round < MostRounds; round++)
        {
            isQuiet = true;
            foreach (var party in order)
            {
                var heard = await parties[party].HearAsync();
                all[party].AddRange(heard);
                isQuiet &= heard.Count == 0;
            }
        }

        // What was on its way to a connection that closes is not promised. Deliveries of different publishers and subscriptions may come in any order; who answers first, too.
        foreach (var answers in all.Where(a => a.Contains(Answer.Closed))) answers.RemoveAll(a => !a.Kind.StartsWith("CONNACK", StringComparison.Ordinal) && a != Answer.Closed);
        foreach (var answers in all) answers.Sort((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
    }
}
