using System.Net;
using System.Text.RegularExpressions;

namespace Gmqtt.Host.Tests.Plugins;

/// <summary>The real executable writes its token, and asks for it.</summary>
public sealed partial class ApiTokenTests
{
    [Fact]
    public async Task The_first_start_writes_the_token_that_opens_the_api()
    {
        using var folder = new PluggedFolder("versioned");
        folder.Configure("[api]\nallowed_hosts = [\"broker.example\"]\n[[api.tokens]]\nname = \"guest\"\ntoken_file = \"guest-token\"\n");
        folder.Folder.Write("guest-token", "0123456789abcdef\n");
        await using var gmqttd = folder.Start();
        var path = folder.Folder.File(Path.Combine("data", "api-token"));
        Assert.Contains(path, await gmqttd.LineAsync("Wrote a random API token"), StringComparison.Ordinal);
        var address = ApiListening().Match(await gmqttd.LineAsync("API listening on")).Groups[1].Value;

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(address, null));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(address, (await File.ReadAllTextAsync(path)).Trim()));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(address, "0123456789abcdef", "broker.example"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await GetAsync(address, "0123456789abcdef", "other.example"));
    }

    [GeneratedRegex(@"API listening on (\S+): HTTP")]
    private static partial Regex ApiListening();

    private static async Task<HttpStatusCode> GetAsync(string address, string? token, string? host = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{address}/versioned");
        request.Headers.Host = host;
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
