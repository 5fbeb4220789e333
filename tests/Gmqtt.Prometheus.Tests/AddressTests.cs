using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.Exporter.Tests;

/// <summary>Where metrics are served.</summary>
public sealed class AddressTests
{
    [Fact]
    public async Task At_its_own_address_there_is_one_path_for_everybody()
    {
        await using var exporter = await Exporter.StartAsync("address = \"127.0.0.1:0\"\npath = \"/numbers\"");
        using var http = new HttpClient { BaseAddress = exporter.Address };

        using var metrics = await http.GetAsync("/numbers?name=x");
        Assert.Equal(("text/plain", HttpStatusCode.OK), (metrics.Content.Headers.ContentType?.MediaType, metrics.StatusCode));
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/numbers"));
        Assert.Equal((HttpStatusCode.OK, 0), (head.StatusCode, (await head.Content.ReadAsByteArrayAsync()).Length));
        using var post = await http.PostAsync("/numbers", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        using var elsewhere = await http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Contains("/numbers", await elsewhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_the_shared_address_a_token_is_asked_for()
    {
        await using var exporter = await Exporter.StartAsync("address = \"api\"");
        using var http = new HttpClient { BaseAddress = exporter.Broker.Http.BaseAddress };

        using var stranger = await http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestBroker.ViewerApiToken);
        Assert.Equal("gauge", new Metrics(await http.GetStringAsync("/metrics")).Types["gmqtt_info"]);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_a_refusal_that_says_so()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var refused = await Assert.ThrowsAsync<PluginLoadFailedException>(() => Exporter.StartAsync($"address = \"{taken.LocalEndpoint}\""));
        Assert.Contains($"{taken.LocalEndpoint} is in use by another program: stop that one, or write another address into [plugins.prometheus]", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("address = \"8082\"", "address: write \"127.0.0.1:8082\"")]
    [InlineData("address = \"broker.example:8082\"", "address: write")]
    [InlineData("address = \"127.0.0.1:99999\"", "address: write")]
    [InlineData("path = \"metrics\"", "path: write a plain path")]
    [InlineData("path = \"/{id}\"", "path: write a plain path")]
    [InlineData("adress = \"127.0.0.1:0\"", "did you mean address?")]
    public async Task A_wrong_table_is_told(string keys, string expected)
    {
        var refused = await Assert.ThrowsAsync<PluginLoadFailedException>(() => Exporter.StartAsync(keys));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_takes_over_the_address()
    {
        await using var exporter = await Exporter.StartAsync($"address = \"{FreePort()}\"");
        var before = exporter.Address;
        Assert.Null(await exporter.Broker.Plugins.ReloadAsync("prometheus"));

        using var http = new HttpClient();
        await UntilAsync(async () => new Metrics(await http.GetStringAsync(before))["gmqtt_plugin_generation", "plugin=prometheus"] == 2);
        Assert.Equal((PluginState.Active, 0L), exporter.Broker.Plugins.List().Where(p => p.Name == "prometheus").Select(p => (p.State, p.Faults)).Single());
    }

    [Fact]
    public async Task Nothing_of_it_stays_in_memory()
    {
        await using var exporter = await Exporter.StartAsync();
        await exporter.ScrapeAsync();
        await exporter.Broker.AssertUnloadsAsync("prometheus");
    }

    internal static IPEndPoint FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return (IPEndPoint)free.LocalEndpoint;
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                if (await condition()) return;
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
