using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Xunit.Abstractions;

namespace Gmqtt.Admin.Tests.BadInput;

/// <summary>Requests to every operation that the description names, with something odd in most of them. GMQTT_SEED replays one run.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Requests = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("GMQTT_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Whatever_is_asked_has_an_answer_that_is_not_a_failure_and_nothing_without_the_token()
    {
        await using var broker = await Api.StartAsync();
        var description = await broker.GetAsync("openapi.json");
        var odd = new OddRequests(description, new Random(Seed));
        using var stranger = broker.Caller();
        using var wrong = FromManyAddresses(broker.Http.BaseAddress!);
        var statuses = new SortedDictionary<int, int>();
        for (var n = 0; n < Requests; n++)
        {
            var (request, text) = odd.Next(broker.Http.BaseAddress!);
            var isKnown = n % 4 != 0;
            using var answer = await (isKnown ? broker.Http : n % 8 == 0 ? stranger : wrong).SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
            var status = (int)answer.StatusCode;
            // A stream has no end; all else is read to its end.
            if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream") _ = await answer.Content.ReadAsByteArrayAsync().WaitAsync(Patience);
            Assert.True(status < 500, $"seed {Seed}, request {n}: {status} to {text}");
            var isFree = odd.IsFree(request.RequestUri!);
            Assert.True(isKnown || isFree || status >= 300, $"seed {Seed}, request {n}, without the token: {status} to {text}");
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            request.Dispose();
        }

        output.WriteLine($"{Requests} requests, seed {Seed}: " + string.Join(", ", statuses.Select(s => $"{s.Value} times {s.Key}")));
        Assert.True(statuses.GetValueOrDefault((int)HttpStatusCode.OK) > Requests / 10, "hardly anything was let through");
        _ = await broker.GetAsync("v1/overview");
        var client = await broker.ConnectAsync("after");
        await client.PublishAsync("t", qos: 1, packetId: 1);
        Assert.Equal(4, (await client.ReadAsync(4)).Type);
    }

    /// <summary>An address that has shown ten wrong tokens has to wait, and this machine is one address.</summary>
    private static HttpClient FromManyAddresses(Uri root)
    {
        var last = 0;
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var number = ++last;
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(new IPAddress([127, 1, (byte)(number >> 8), (byte)number]), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var caller = new HttpClient(handler) { BaseAddress = root };
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new string('x', 64));
        return caller;
    }
}
