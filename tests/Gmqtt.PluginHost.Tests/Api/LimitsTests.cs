using System.Net;
using Gmqtt.PluginHost.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>What a client, and a plugin, may cost.</summary>
public sealed class LimitsTests
{
    private static readonly string TimedOut =
        """{"title":"Gateway Timeout","status":504,"detail":"The plugin did not answer in time.","plugin":"a"}""";

    [Fact]
    public async Task A_request_that_hangs_is_aborted_and_answered_504()
    {
        var time = new FakeTimeProvider();
        await using var api = new ApiUnderTest(time: time);
        var aborted = new TaskCompletionSource();
        await using var a = await api.BranchAsync("a", "/h", routes => routes.MapGet("/h", async (CancellationToken token) =>
        {
            try
            {
                await new TaskCompletionSource().Task.WaitAsync(token);
            }
            finally
            {
                aborted.SetResult();
            }
        }));
        await api.ApplyAsync(a);

        var body = await Advancing(time, api.ProblemBodyAsync(HttpMethod.Get, "/h", HttpStatusCode.GatewayTimeout));

        Assert.Equal(TimedOut, body);
        await aborted.Task;
        Assert.Equal(["GET /h did not answer within 30 s."], api.Faults);
    }

    [Fact]
    public async Task A_request_that_hangs_and_ignores_its_abortion_is_answered_504_and_counted_until_it_ends()
    {
        var time = new FakeTimeProvider();
        await using var api = new ApiUnderTest(time: time);
        var release = new TaskCompletionSource();
        await using var a = await api.BranchAsync("a", "/h", routes => routes.MapGet("/h", async () =>
        {
            await release.Task;
            return "too late";
        }));
        await api.ApplyAsync(a);

        Assert.Equal(TimedOut, await Advancing(time, api.ProblemBodyAsync(HttpMethod.Get, "/h", HttpStatusCode.GatewayTimeout)));
        Assert.Equal(1, a.Requests);
        release.SetResult();
        await a.DrainAsync(TimeSpan.FromDays(1));
        Assert.Equal(0, a.Requests);
        Assert.Single(api.Faults);
    }

    [Fact]
    public async Task An_endpoint_that_blocks_its_thread_is_answered_504_too()
    {
        var time = new FakeTimeProvider();
        await using var api = new ApiUnderTest(time: time);
        using var release = new ManualResetEventSlim();
        await using var a = await api.BranchAsync("a", "/h", routes => routes.MapGet("/h", () => release.Wait(CancellationToken.None)));
        await api.ApplyAsync(a);

        Assert.Equal(TimedOut, await Advancing(time, api.ProblemBodyAsync(HttpMethod.Get, "/h", HttpStatusCode.GatewayTimeout)));
        release.Set();
    }

    [Fact]
    public async Task An_answer_that_has_begun_may_take_its_time()
    {
        var time = new FakeTimeProvider();
        await using var api = new ApiUnderTest(time: time);
        var go = new TaskCompletionSource();
        await using var a = await api.BranchAsync("a", "/s", routes => routes.MapGet("/s", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("begun ");
            await context.Response.Body.FlushAsync();
            await go.Task;
            context.RequestAborted.ThrowIfCancellationRequested();
            await context.Response.WriteAsync("ended");
        }));
        await api.ApplyAsync(a);

        using var response = await api.SendAsync(HttpMethod.Get, "/s");
        time.Advance(TimeSpan.FromHours(1));
        go.SetResult();
        Assert.Equal("begun ended", await response.Content.ReadAsStringAsync());
        Assert.Empty(api.Faults);
    }

    [Fact]
    public async Task Plugins_run_on_the_scheduler_that_is_given()
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, maxConcurrencyLevel: 1).ConcurrentScheduler;
        await using var api = new ApiUnderTest(scheduler: scheduler);
        TaskScheduler? before = null, after = null;
        await using var a = await api.BranchAsync("a", "/t", routes => routes.MapGet("/t", async () =>
        {
            before = TaskScheduler.Current;
            await Task.Yield();
            after = TaskScheduler.Current;
        }));
        await api.ApplyAsync(a);
        await api.GetAsync("/t");
        Assert.Same(scheduler, before);
        Assert.Same(scheduler, after);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_413(bool chunked)
    {
        await using var api = new ApiUnderTest(ApiUnderTest.Loopback with { MaxRequestBodySize = 100 });
        await using var a = await api.BranchAsync("a", "/b", routes => routes.MapPost("/b", async (HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            return "read";
        }));
        await api.ApplyAsync(a);

        // Kestrel counts what frames the chunks, too.
        using var fits = await api.SendAsync(HttpMethod.Post, "/b", Body(chunked ? 80 : 100, chunked));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        await api.ProblemBodyAsync(HttpMethod.Post, "/b", HttpStatusCode.RequestEntityTooLarge, Body(101, chunked));
        Assert.Empty(api.Faults);
    }

    [Theory]
    [InlineData("evil.example", "", false)]
    [InlineData("localhost", "", true)]
    [InlineData("127.0.0.1:80", "", true)]
    [InlineData("[::1]", "", true)]
    [InlineData("10.1.2.3", "", true)]
    [InlineData("broker.example", "broker.example", true)]
    [InlineData("BROKER.example:8083", "broker.example", true)]
    [InlineData("a.example", "*.example", true)]
    [InlineData("evilexample", "*.example", false)]
    [InlineData("127.0.0.1.evil.example", "*.good", false)]
    public async Task A_name_that_leads_here_by_rebinding_is_not_answered(string host, string allowed, bool answered)
    {
        await using var api = new ApiUnderTest(ApiUnderTest.Loopback with { AllowedHosts = allowed.Length == 0 ? [] : [allowed] });
        await using var a = await api.BranchAsync("a", "/a", routes => routes.MapGet("/a", () => "a"));
        await api.ApplyAsync(a);

        using var response = await api.SendAsync(HttpMethod.Get, "/a", host: host);
        Assert.Equal(answered ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public void An_address_for_everybody_answers_any_name_unless_some_are_listed()
    {
        Assert.True(new HostNames([], isLocal: false).Allows(new HostString("broker.example")));
        Assert.False(new HostNames(["other.example"], isLocal: false).Allows(new HostString("broker.example")));
    }

    private static StreamContent Body(int length, bool chunked)
    {
        var content = new StreamContent(new MemoryStream(new byte[length]));
        content.Headers.ContentLength = chunked ? null : length;
        return content;
    }

    /// <summary>Moves the clock until the answer is there: when the request reaches the waiting is not ours to know.</summary>
    private static async Task<T> Advancing<T>(FakeTimeProvider time, Task<T> answer)
    {
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await answer;
    }
}
