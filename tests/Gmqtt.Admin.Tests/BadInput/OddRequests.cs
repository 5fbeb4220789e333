using System.Text;
using System.Text.Json.Nodes;

namespace Gmqtt.Admin.Tests.BadInput;

/// <summary>Makes requests from the description, half of whose parts are not what it says.</summary>
internal sealed class OddRequests(JsonNode description, Random random)
{
    private const int DeepestNest = 300, LongestText = 5000;

    private static readonly string[] Methods = ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "BREW"];
    private static readonly string[] Odd =
    [
        "", "0", "-1", "1e9", "99999999999999999999", "true", "null", "undefined", "[]", "{}", "..", "%2e%2e%2f", "%00", "%ff", "%ED%A0%80", "%F0%9F%92%A9", "%0d%0aX:%201", "%", "%zz", "a%2Fb", "#", "%23", "+", "'%22%3C", "\u00e4",
    ];

    private static readonly string[] OddTypes = ["text/plain", "application/json; charset=utf-9", "application/json; charset=\"utf-8\"", "application/json; charset=utf-16", "application/", ";"];

    private static readonly string[] OddHeaders = ["Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range", "Origin", "X-Forwarded-For", "Host", "Cookie", "Last-Event-ID", "Content-Encoding"];

    private readonly (string Path, string Method, JsonNode Operation)[] _operations =
        [.. description["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (p.Key, o.Key.ToUpperInvariant(), o.Value!)))];

    /// <summary>Whether it has answers for everyone: health, and the dashboard's and the description's files.</summary>
    internal bool IsFree(Uri place) => !place.AbsolutePath.Contains("/v1/", StringComparison.Ordinal);

    internal (HttpRequestMessage Request, string Text) Next(Uri root)
    {
        var (path, method, operation) = _operations[random.Next(_operations.Length)];
        path = string.Join('/', path.TrimStart('/').Split('/').Select(part => part.StartsWith('{') || Rarely ? Text() : part));
        var query = string.Join('&', (operation["parameters"]?.AsArray() ?? []).Where(p => (string?)p!["in"] == "query" && random.Next(3) == 0).Select(p => $"{(Rarely ? Text() : (string?)p!["name"])}={Text()}"));
        if (query.Length > 0) path += $"?{query}";
        if (Rarely) method = Methods[random.Next(Methods.Length)];
        var body = operation["requestBody"] is { } asked || Rarely ? Body(operation) : null;
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(root + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (!Rarely) request.Content.Headers.TryAddWithoutValidation("Content-Type", Rarely ? OddTypes[random.Next(OddTypes.Length)] : "application/json");
        }

        if (Rarely) request.Headers.TryAddWithoutValidation(OddHeaders[random.Next(OddHeaders.Length)], Uri.EscapeDataString(Text()));
        return (request, $"{method} {path} {(body is null ? "" : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300))))}");
    }

    private bool Rarely => random.Next(12) == 0;

    private string Text() => random.Next(20) switch
    {
        0 => new string('x', random.Next(LongestText)),
        < 6 => $"c{random.Next(3)}",
        < 9 => random.Next(2000).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => Odd[random.Next(Odd.Length)],
    };

    private byte[] Body(JsonNode operation)
    {
        var schema = (string?)operation["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"];
        var properties = schema is null ? [] : description["components"]!["schemas"]![schema.Split('/')[^1]]!["properties"]!.AsObject().Select(p => p.Key).ToArray();
        var body = new StringBuilder("{");
        foreach (var name in properties.Where(_ => random.Next(3) > 0)) body.Append(body.Length > 1 ? "," : "").Append($"\"{(Rarely ? "other" : name)}\":{Value()}");
        var bytes = Encoding.UTF8.GetBytes(body.Append('}').ToString());
        return random.Next(12) switch
        {
            0 => bytes[..random.Next(bytes.Length)],
            1 => [.. bytes, .. bytes],
            2 => [.. Encoding.UTF8.GetBytes(new string('[', random.Next(DeepestNest)))],
            3 when bytes.Length > 2 => [.. bytes[..(bytes.Length / 2)], 0xC3, 0x28, .. bytes[(bytes.Length / 2)..]],
            _ => bytes,
        };
    }

    private string Value() => random.Next(12) switch
    {
        < 4 => $"\"{(random.Next(3) == 0 ? "t/+/#" : $"t/{random.Next(3)}")}\"",
        4 => random.Next(4).ToString(System.Globalization.CultureInfo.InvariantCulture),
        5 => "true",
        6 => "-1e308",
        7 => "\"\\ud800\\u0000\"",
        8 => $"[{Value()}]",
        9 => "[null]",
        10 => "null",
        _ => "{\"a\":null}",
    };
}
