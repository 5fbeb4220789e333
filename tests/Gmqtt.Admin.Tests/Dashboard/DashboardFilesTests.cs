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

    [Theory]
    [InlineData("dashboard/%2e%2e/admin.dll")]
    [InlineData("dashboard/..%2f..%2fadmin.dll")]
    [InlineData("dashboard/..%5c..%5cadmin.dll")]
    [InlineData("dashboard/%252e%252e/admin.dll")]
    [InlineData("dashboard//etc/host.conf")]
    [InlineData("dashboard/index.html%00.png")]
    public async Task A_path_leads_to_no_other_file(string path)
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/admin");
        using var answer = await broker.Http.GetAsync(new Uri(broker.Http.BaseAddress + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, $"{answer.StatusCode}");
    }
}
