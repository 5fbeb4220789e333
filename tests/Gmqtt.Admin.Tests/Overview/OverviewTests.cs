using System.Text.Json.Nodes;

namespace Gmqtt.Admin.Tests.Overview;

public sealed class OverviewTests
{
    [Fact]
    public async Task At_a_glance()
    {
        await using var broker = await Api.StartAsync();
        await broker.ConnectAsync("c");
        var overview = await broker.GetAsync("v1/overview");
        Assert.Equal((1, "ready"), (overview["point"]!["connections"]!.GetValue<int>(), overview["health"]!["status"].Text()));
        Assert.Empty(overview["plugins_not_active"]!.AsArray());
    }

    [Fact]
    public async Task It_remembers_an_hour_every_ten_seconds_and_a_day_every_minute()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c");
        JsonNode history = new JsonObject();
        for (var i = 0; i < 20; i++) await client.PublishAsync("t", "x");
        // The work between two ticks is the plugin's own: it begins to wait for the next one a little after the clock has moved.
        for (var seconds = 0; seconds < 3600 && (history["time"]?.AsArray().Count ?? 0) < 12; seconds++)
        {
            await broker.AdvanceAsync(TimeSpan.FromSeconds(1));
            history = await broker.GetAsync("v1/overview/history");
        }

        Assert.Equal(("1h", 10), (history["range"].Text(), history["step_seconds"]!.GetValue<int>()));
        var times = history["time"]!.AsArray().Select(t => t!.GetValue<long>()).ToList();
        Assert.Equal(times.Order(), times);
        var series = history["series"]!.AsObject();
        Assert.All(series, column => Assert.Equal(times.Count, column.Value!.AsArray().Count));
        Assert.Contains(series["messages_in"]!.AsArray(), rate => rate!.GetValue<double>() > 0);
        Assert.Contains("delivery_p99_ms", series.Select(column => column.Key));
        Assert.All(series["connections"]!.AsArray(), value => Assert.Equal(1, value!.GetValue<double>()));

        var day = await broker.GetAsync("v1/overview/history?range=24h");
        Assert.Equal(("24h", 60, 2), (day["range"].Text(), day["step_seconds"]!.GetValue<int>(), day["time"]!.AsArray().Count));
        Assert.Equal("range: 1h or 24h", await broker.RefusalAsync("v1/overview/history?range=1y"));
    }

    [Fact]
    public async Task A_stream_tells_it_again_and_again_and_ends_with_the_plugin()
    {
        await using var broker = await Api.StartAsync();
        await using var stream = await EventReader.OpenAsync(broker, "v1/overview/stream?interval=1");
        Assert.Equal(("point", 0d), await PointAsync());
        await broker.ConnectAsync("c");
        var next = PointAsync();
        while (!next.IsCompleted) await broker.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(("point", 1d), await next);

        Assert.Null(await broker.Plugins.ReloadAsync("admin"));
        var end = EndAsync();
        while (!end.IsCompleted) await broker.AdvanceAsync(TimeSpan.FromSeconds(1));
        await end;
        Assert.Equal("interval: 1 to 60 seconds", await broker.RefusalAsync("v1/overview/stream?interval=0"));

        async Task<(string, double)> PointAsync() => await stream.NextAsync() is var (type, data) ? (type, data["connections"]!.GetValue<double>()) : ("end", 0);

        async Task EndAsync()
        {
            try
            {
                while (await stream.NextAsync() is not null)
                {
                }
            }
            catch (IOException)
            {
                // The clock moves meanwhile: the stream's time to end in good order may be over, and then it is cut.
            }
        }
    }
}
