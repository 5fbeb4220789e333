using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Gmqtt.Auth.Tests.Api;

/// <summary>The REST API as curl uses it.</summary>
internal static class Rest
{
    internal static Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(this AuthBroker auth, string path) => SendAsync(auth, HttpMethod.Get, path, null);

    internal static Task<(HttpStatusCode Status, JsonNode Body)> PostAsync(this AuthBroker auth, string path, string body) => SendAsync(auth, HttpMethod.Post, path, body);

    internal static Task<(HttpStatusCode Status, JsonNode Body)> DeleteAsync(this AuthBroker auth, string path) => SendAsync(auth, HttpMethod.Delete, path, null);

    private static async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(AuthBroker auth, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await auth.Broker.Http.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
