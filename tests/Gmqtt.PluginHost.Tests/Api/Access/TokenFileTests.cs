using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Api.Access;
using Gmqtt.PluginHost.Tests.Loading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.PluginHost.Tests.Api.Access;

/// <summary>Where tokens come from.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TokenFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string TokenPath => _folder[Path.Combine("data", "api-token")];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_start_writes_a_random_token_for_its_user_alone_and_logs_where()
    {
        await using var api = await StartAsync();
        var token = (await File.ReadAllTextAsync(TokenPath)).Trim();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, token));
        Assert.Equal(43, token.Length); // 256 bits in base64url
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenPath));
        Assert.Single(api.Log.Lines, line => line.Text.Contains(TokenPath, StringComparison.Ordinal));
        Assert.DoesNotContain(api.Log.Lines, line => line.Text.Contains(token, StringComparison.Ordinal));
        Assert.Equal([TokenPath], Directory.GetFiles(Path.GetDirectoryName(TokenPath)!));
    }

    [Fact]
    public async Task The_next_start_goes_on_with_it()
    {
        await using (await StartAsync())
        {
        }

        var token = (await File.ReadAllTextAsync(TokenPath)).Trim();
        await using var api = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, token));
        Assert.DoesNotContain(api.Log.Lines, line => line.Event == 4204);
    }

    [Fact]
    public async Task A_reload_takes_up_another_token_and_keeps_the_old_one_where_the_file_is_bad()
    {
        await using var api = await StartAsync();
        await File.WriteAllTextAsync(TokenPath, "another-token-than-before\n");
        api.Server.ReloadFiles();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, "another-token-than-before"));

        await File.WriteAllTextAsync(TokenPath, "short");
        api.Server.ReloadFiles();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, "another-token-than-before"));
        Assert.Contains(api.Log.Lines, line => line.Event == 4207 && line.Text.Contains(TokenPath, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcde")]
    [InlineData("0123456789 abcdef")]
    [InlineData("0123456789abcdef\n0123456789abcdef")]
    public async Task A_file_without_a_token_in_it_is_told(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(TokenPath)!);
        await File.WriteAllTextAsync(TokenPath, content);

        var problem = await ProblemAsync();
        Assert.StartsWith($"the API token in '{TokenPath}' is none: write at least 16 ", problem, StringComparison.Ordinal);
        Assert.True(content.Length == 0 || !problem.Contains(content, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_told()
    {
        await File.WriteAllTextAsync(_folder["data"], "a file where the folder should be");
        Assert.StartsWith($"the API token file '{TokenPath}' cannot be written: ", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_further_token_is_not_written_but_asked_for()
    {
        var problem = await ProblemAsync(new ApiTokenOptions("grafana", ApiRole.Viewer) { File = _folder["grafana"] });
        Assert.StartsWith($"the API token file '{_folder["grafana"]}' cannot be read: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_callers_with_one_token_are_told()
    {
        var problem = await ProblemAsync(new ApiTokenOptions("twin", ApiRole.Viewer) { Secret = ApiUnderTest.Token });
        Assert.Equal("the API token 'test' is that of 'twin' too: give each a token of its own.", problem);
    }

    [Fact]
    public async Task A_file_that_others_can_read_is_warned_of()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(TokenPath)!);
        await File.WriteAllTextAsync(TokenPath, "a-token-that-everybody-knows");
        File.SetUnixFileMode(TokenPath, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await using var api = await StartAsync();
        Assert.Contains(api.Log.Lines, line => line.Event == 4205);
    }

    private static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/a", () => "a");

    private static async Task<HttpStatusCode> StatusAsync(ApiUnderTest api, string token)
    {
        using var client = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var response = await client.GetAsync(api.Http + "/a");
        return response.StatusCode;
    }

    private ApiServerOptions Options(ApiTokenOptions? further) => ApiUnderTest.Loopback with
    {
        Tokens = [further ?? new("admin", ApiRole.Admin) { File = TokenPath, CreateFile = true }],
    };

    private async Task<ApiUnderTest> StartAsync()
    {
        var api = new ApiUnderTest(Options(null));
        await api.ApplyAsync(await api.BranchAsync("a", "/a", Map));
        return api;
    }

    private async Task<string> ProblemAsync(ApiTokenOptions? further = null)
    {
        await using var api = new ApiUnderTest(Options(further));
        await using var branch = await api.BranchAsync("a", "/a", Map);
        var problem = await api.Server.ApplyAsync([branch]);
        Assert.Empty(api.Server.HttpEndPoints);
        return problem!;
    }
}
