using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests;

/// <summary>The admin plugin, loaded from its folder as in a broker, and what a caller says to it.</summary>
internal static class Api
{
    internal const string Folder = "plugins-under-test/admin";

    internal static Task<TestBroker> StartAsync(string toml = "") => TestBroker.FromFolderAsync(Folder, toml);

    internal static async Task<JsonNode> GetAsync(this TestBroker broker, string path) => (await broker.Http.GetFromJsonAsync<JsonNode>(path))!;

    internal static Task<JsonNode> PostAsync(this TestBroker broker, string path, string json) => broker.SendAsync(HttpMethod.Post, path, json, HttpStatusCode.OK);

    internal static Task<JsonNode> DeleteAsync(this TestBroker broker, string path) => broker.SendAsync(HttpMethod.Delete, path, null, HttpStatusCode.OK);

    /// <summary>Sends JSON and reads JSON.</summary>
    internal static async Task<JsonNode> SendAsync(this TestBroker broker, HttpMethod method, string path, string? json, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, Whole(broker, path)) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await broker.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>What is wrong with a request, and where: <c>field: detail</c>.</summary>
    internal static async Task<string> RefusalAsync(this TestBroker broker, HttpMethod method, string path, string? json = null, HttpStatusCode expected = HttpStatusCode.BadRequest)
    {
        var problem = await broker.SendAsync(method, path, json, expected);
        Assert.Equal((int)expected, problem["status"]!.GetValue<int>());
        Assert.Equal(problem["detail"]!.GetValue<string>(), problem["message"]!.GetValue<string>());
        return $"{problem["field"]}: {problem["detail"]}";
    }

    internal static Task<string> RefusalAsync(this TestBroker broker, string path, HttpStatusCode expected = HttpStatusCode.BadRequest)
        => broker.RefusalAsync(HttpMethod.Get, path, null, expected);

    /// <summary>A caller without a token, or with another one.</summary>
    internal static HttpClient Caller(this TestBroker broker, string? token = null)
    {
        var caller = new HttpClient { BaseAddress = broker.Http.BaseAddress };
        if (token is not null) caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return caller;
    }

    internal static IEnumerable<string> Names(this JsonNode? node) => node!.AsObject().Select(p => p.Key);

    internal static IEnumerable<string> Texts(this JsonNode? list, string member) => list!.AsArray().Select(row => row![member]!.GetValue<string>());

    internal static string Text(this JsonNode? node) => node!.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    /// <summary>As it stands: without .NET making another path of it.</summary>
    private static Uri Whole(TestBroker broker, string path)
        => new(broker.Http.BaseAddress + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
