using Gmqtt.PluginHost.Api.Access;

namespace Gmqtt.PluginHost.Api;

/// <summary>The <c>[api]</c> table: where plugins' routes are served, and what a client may cost.</summary>
internal sealed record ApiServerOptions
{
    /// <summary><c>[[api.http]]</c>: HTTP/1.1, and HTTP/2 where TLS lets the client choose it.</summary>
    public IReadOnlyList<ApiEndpointOptions> Http { get; init; } = [];

    /// <summary><c>[[api.grpc]]</c>: HTTP/2 only, without TLS by prior knowledge (h2c).</summary>
    public IReadOnlyList<ApiEndpointOptions> Grpc { get; init; } = [];

    /// <summary>
    /// Host names that are answered beside IP addresses and <c>localhost</c>; <c>*.example.com</c> stands for every name below it. Empty: on a
    /// loopback address no others, elsewhere any. A page of another site that has its name resolve to 127.0.0.1 (DNS rebinding) gets nothing.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Origins, such as <c>https://console.example.com</c>, whose pages may send more than GET from a browser. Empty: only pages that this
    /// API serves itself.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Who may call. Without one, only routes that ask nobody are answered.</summary>
    public IReadOnlyList<ApiTokenOptions> Tokens { get; init; } = [];

    /// <summary>Requests of one address in a second, and five times as many at once; 0 for any number.</summary>
    public int RequestRate { get; init; }

    /// <summary>After this a request whose answer has not begun gets 504. Not for gRPC, which has deadlines of its own.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of a request's body.</summary>
    public long MaxRequestBodySize { get; init; } = 1024 * 1024;

    /// <summary>Connections of all endpoints together.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Requests of one plugin under way at once; fewer than connections, so that a plugin that hangs leaves some to the others.</summary>
    public int MaxRequestsPerPlugin { get; init; } = 128;

    /// <summary>From the first byte of a request to the end of its headers.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection without a request is kept.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long connections get to end their requests when the endpoints close.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
