using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Dashboard;

public sealed class DashboardFilesTests
{
    [Fact]
    public async Task The_root_leads_to_the_dashboard()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/admin");
        using var answer = await broker.Http.GetAsync("");
        Assert.Equal("/dashboard/", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_file_is_not_sent_again()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/admin");
        using var first = await broker.Http.GetAsync("dashboard/index.html");
        using var request = new HttpRequestMessage(HttpMethod.Get, "dashboard/index.html");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await broker.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }
}
