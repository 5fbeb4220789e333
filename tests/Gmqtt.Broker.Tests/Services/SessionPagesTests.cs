using System.Diagnostics;
using System.Globalization;
using Gmqtt.Broker.Sessions;
using Gmqtt.Testing;
using Xunit.Abstractions;

namespace Gmqtt.Broker.Tests.Services;

/// <summary>Pages of the sessions in the order of their Client Identifiers, while sessions come and go.</summary>
public sealed class SessionPagesTests(ITestOutputHelper output)
{
    private const int Many = 200_000;

    [Fact]
    public async Task A_page_of_200_000_sessions_does_not_look_at_all_of_them()
    {
        await using var broker = await TestBroker.StartAsync();
        for (var i = 0; i < Many; i++) Add(broker, Name(i));
        var first = Stopwatch.StartNew();
        Assert.Equal(Name(0), Page(broker, null)[0]);
        output.WriteLine($"first page {first.Elapsed.TotalMilliseconds:0.0} ms");

        var times = new List<double>();
        string? after = null;
        for (var page = 0; page < 200; page++)
        {
            // Somebody connects and somebody leaves between any two pages, as they do with so many.
            Add(broker, $"{Name(page * 1000)}-new");
            Remove(broker, Name((page * 1000) + 500));
            var began = Stopwatch.GetTimestamp();
            var rows = Page(broker, after);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            Assert.Equal(20, rows.Count);
            after = Name(page * 1000);
        }

        times.Sort();
        output.WriteLine($"then: median {times[100]:0.00} ms, longest {times[^1]:0.0} ms");
        Assert.True(times[100] < 20, $"{times[100]:0.0} ms"); // of a machine that may be busy; looking at all of them takes 40 on a quiet one
    }

    [Fact]
    public async Task What_comes_and_goes_between_two_looks_is_there_and_gone()
    {
        await using var broker = await TestBroker.StartAsync();
        var random = new Random(7);
        var there = new SortedSet<string>(StringComparer.Ordinal);
        for (var look = 0; look < 200; look++)
        {
            // Now and then more than what is noted: then it is sorted anew.
            for (var change = 0; change < (look % 50 == 49 ? 20_000 : random.Next(50)); change++)
            {
                var id = $"{random.Next(3_000)}";
                if (there.Remove(id)) Remove(broker, id);
                else if (there.Add(id)) Add(broker, id);
            }

            Assert.Equal(there, broker.Services.ClientService.Sessions().Select(s => s.ClientId));
            Assert.Equal(there.Where(id => string.CompareOrdinal(id, "15") > 0).Take(20), Page(broker, "15"));
        }
    }

    [Fact]
    public async Task A_session_is_in_the_next_look_however_many_come_at_a_time()
    {
        const int Connecting = 4;
        const int Each = 5_000;
        await using var broker = await TestBroker.StartAsync();
        using var done = new CountdownEvent(Connecting);
        var coming = Enumerable.Range(0, Connecting).Select(who => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                var id = $"{who}-{i}";
                Add(broker, id);
                if (i % 100 == 0) Assert.Equal([id], broker.Services.ClientService.Sessions(id[..^1]).Take(1).Select(s => s.ClientId));
            }

            done.Signal();
        })).ToList();
        while (!done.IsSet) Page(broker, "1");
        await Task.WhenAll(coming);
        Assert.Equal(Connecting * Each, broker.Services.ClientService.Sessions().Count());
    }

    private static string Name(int number) => number.ToString("'client-'000000", CultureInfo.InvariantCulture);

    private static void Add(TestBroker broker, string clientId) => broker.Server.Engine.Sessions.Add(new Session(broker.Server.Engine, clientId));

    private static void Remove(TestBroker broker, string clientId)
    {
        Assert.True(broker.Server.Engine.Sessions.TryGet(clientId, out var session));
        broker.Server.Engine.Sessions.Remove(session);
    }

    private static List<string> Page(TestBroker broker, string? after) => [.. broker.Services.ClientService.Sessions(after).Take(20).Select(s => s.ClientId)];
}
