using System.Diagnostics;
using System.Globalization;
using Gmqtt.Auth.Passwords;
using Gmqtt.Mqtt;
using Xunit.Abstractions;

namespace Gmqtt.Auth.Tests.Load;

/// <summary>What time and memory tell. GMQTT_LOGINS=20000 tries as many of each kind.</summary>
public sealed class TimingTests(ITestOutputHelper output)
{
    private static readonly int Logins = int.Parse(Environment.GetEnvironmentVariable("GMQTT_LOGINS") ?? "120", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("alice")] // argon2id
    [InlineData("old")] // sha256, which alone would take microseconds
    public async Task A_wrong_password_takes_as_long_as_a_user_who_does_not_exist(string user)
    {
        await using var auth = await AuthBroker.StartAsync(
            "- username: alice\n  password: alice\n- username: old\n  password: 2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90\n".Replace("password: alice", $"password: {Hashed()}", StringComparison.Ordinal),
            toml: "hash = \"sha256\"\nmax_failures_per_user = 0\nmax_failures_per_address = 0\n" + AuthBroker.Cheap);
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < Logins; i++)
        {
            // In turns and in changing order: what else the machine does happens to both.
            foreach (var isKnown in i % 2 == 0 ? [true, false] : new[] { false, true })
            {
                var began = Stopwatch.GetTimestamp();
                Assert.Equal(0x86, (await auth.TryConnectAsync("c", isKnown ? user : "nobody", "wrong")).Code);
                (isKnown ? known : unknown).Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        var t = Welch(Trimmed(known), Trimmed(unknown));
        output.WriteLine($"{user}: wrong password {known.Average():0.000} ms, unknown user {unknown.Average():0.000} ms, t = {t:0.00}");
        Assert.True(Math.Abs(t) < 4.5, $"t = {t:0.00}");
    }

    [Fact]
    public async Task A_decision_that_was_made_before_allocates_nothing()
    {
        await using var auth = await AuthBroker.StartAsync(rules: "rules:\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"- {{allow: all, topics: 'sensors/%c/{i}/#', users: alice}}\n")));
        await auth.ConnectAsync("a", "alice");
        var client = auth.Broker.Services.ClientService.GetClient("a")!;
        var access = auth.Plugin.Parts.Access!;
        var topics = new[] { "sensors/a/49/humidity", "sensors/b/3/temperature" }; // two, because each has two places
        var allowed = 0;
        Decide();
        var best = TimeSpan.MaxValue;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var batch = 0; batch < 1_000; batch++)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < 100; i++) Decide();
            var took = Stopwatch.GetElapsedTime(began);
            if (took < best) best = took; // the one that nobody interrupted
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(200_002, allowed);
        output.WriteLine($"{best.TotalNanoseconds / 400:0} ns a decision");

        void Decide()
        {
            foreach (var topic in topics)
            {
                if (access.Of(client).MayPublish(topic, QoS.AtLeastOnce, false)) allowed++;
                if (access.Of(client).MayReceive(topic)) allowed++;
            }
        }
    }

    [Fact]
    public async Task Logins_beyond_what_can_be_verified_are_told_that_the_broker_is_busy()
    {
        await using var auth = await AuthBroker.StartAsync($"- username: alice\n  password: {Hashed()}\n", toml: "hash_workers = 1\nhash_queue = 2\nmax_failures_per_user = 0\nmax_failures_per_address = 0\n" + AuthBroker.Cheap);
        var codes = (await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => auth.TryConnectAsync($"c{i}", i % 2 == 0 ? "alice" : "nobody", "wrong"))))).Select(r => r.Code).ToList();
        Assert.Contains((byte)0x89, codes);
        Assert.Contains((byte)0x86, codes);
        Assert.All(codes, c => Assert.True(c is 0x86 or 0x89));
        Assert.Equal(0, (await auth.TryConnectAsync("c", "alice", "alice")).Code);
    }

    private static string Hashed() => new Argon2idHasher(8 * 1024, 1).Hash("alice"u8).Text;

    /// <summary>Without the tenth that took longest: there something else had the processor.</summary>
    private static List<double> Trimmed(List<double> times) => [.. times.Order().Take(times.Count * 9 / 10)];

    private static double Welch(List<double> a, List<double> b) => (a.Average() - b.Average()) / Math.Sqrt((Variance(a) / a.Count) + (Variance(b) / b.Count));

    private static double Variance(List<double> values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
    }
}
