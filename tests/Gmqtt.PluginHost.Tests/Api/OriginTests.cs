using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>Pages of other sites, in the browser of somebody who may reach the API.</summary>
public sealed class OriginTests
{
    [Theory]
    // A program.
    [InlineData("POST", null, null, HttpStatusCode.OK)]
    // A page of another site, in a browser that says so, and in an old one.
    [InlineData("POST", "https://evil.example", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("POST", "http://localhost:1", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("POST", "https://evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("POST", "null", null, HttpStatusCode.Forbidden)]
    // It may look: the browser does not show it the answer.
    [InlineData("GET", "https://evil.example", "cross-site", HttpStatusCode.OK)]
    // A page of the API itself, and one that is listed.
    [InlineData("POST", "http://broker", "same-origin", HttpStatusCode.OK)]
    [InlineData("POST", "http://localhost", null, HttpStatusCode.OK)]
    [InlineData("POST", "https://console.example", "cross-site", HttpStatusCode.OK)]
    public async Task Only_own_pages_and_listed_ones_may_change_something(string method, string? origin, string? site, HttpStatusCode expected)
    {
        await using var api = new ApiUnderTest(ApiUnderTest.Loopback with { AllowedOrigins = ["https://console.example"] });
        await using var branch = await api.BranchAsync("a", "/a", routes => routes.MapMethods("/a", ["GET", "POST"], () => "a"));
        await api.ApplyAsync(branch);

        using var client = ApiUnderTest.Identified();
        using var request = new HttpRequestMessage(new HttpMethod(method), api.Http + "/a");
        request.Headers.Host = "localhost";
        request.Headers.TryAddWithoutValidation("Origin", origin is null ? [] : [origin]);
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site is null ? [] : [site]);
        using var response = await client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }
}
