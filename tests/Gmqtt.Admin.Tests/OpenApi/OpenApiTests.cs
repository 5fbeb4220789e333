using System.IO.Compression;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.OpenApi;

public sealed class OpenApiTests
{
    /// <summary>Set it, and the file is written anew instead of compared: the difference is what has changed in the API.</summary>
    private const string Renew = "GMQTT_RENEW_OPENAPI";

    [Fact]
    public async Task The_description_that_is_checked_in_is_that_of_the_routes()
    {
        await using var broker = await TestBroker.StartAsync(new DescribedPlugin());
        var described = (await broker.Http.GetStringAsync("description.json")).ReplaceLineEndings("\n") + "\n";
        var file = Path.Combine(Root(), "plugins/admin/openapi.json");
        if (Environment.GetEnvironmentVariable(Renew) is not null) await File.WriteAllTextAsync(file, described);
        Assert.True(described == await File.ReadAllTextAsync(file), $"the routes are not what {file} says: run this test with {Renew}=1 and look at the difference");
    }

    [Fact]
    public async Task It_is_served_to_everybody_with_a_page_that_asks_nobody_else()
    {
        await using var broker = await Api.StartAsync();
        using var stranger = broker.Caller();
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Root(), "plugins/admin/openapi.json")), await stranger.GetStringAsync("openapi.json"));
        using var page = await stranger.GetAsync("docs");
        Assert.Equal("/docs/", page.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.DoesNotContain("http", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self';", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        using var script = await stranger.GetAsync("docs/scalar.js");
        Assert.Equal("text/javascript; charset=utf-8", script.Content.Headers.ContentType!.ToString());
        Assert.Equal(["gzip"], script.Content.Headers.ContentEncoding);
        await using var unpacked = new GZipStream(await script.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.Contains("createApiReference", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    internal static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gmqtt.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Gmqtt.sln");
        return folder;
    }
}
