using System.Net;
using Gmqtt.Plugins;

namespace Gmqtt.Exporter;

/// <summary>The table <c>[plugins.prometheus]</c>.</summary>
public sealed class PrometheusOptions : IValidatable
{
    private const string SharedApi = "api";

    /// <summary>Where metrics are served, <c>127.0.0.1:8082</c>; <c>api</c> for the broker's API listeners, which ask for a token.</summary>
    public string Address { get; set; } = "127.0.0.1:8082";

    /// <summary>The path they are served under.</summary>
    public string Path { get; set; } = "/metrics";

    internal bool IsShared => Address == SharedApi;

    internal IPEndPoint EndPoint => IPEndPoint.Parse(Address.StartsWith(':') ? $"[::]{Address}" : Address);

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate()
    {
        var hasPort = Address.LastIndexOf(':') is var colon and >= 0 && ushort.TryParse(Address.AsSpan(colon + 1), out _);
        if (!IsShared && (!hasPort || !IPEndPoint.TryParse(Address.StartsWith(':') ? $"[::]{Address}" : Address, out _)))
        {
            yield return ("address", "write \"127.0.0.1:8082\", \"[::1]:8082\", \":8082\" for all addresses, or \"api\" for the broker's API listeners");
        }

        if (!Path.StartsWith('/') || Path.IndexOfAny(['?', '#', '{', '}', '*', ' ']) >= 0)
        {
            yield return ("path", "write a plain path such as \"/metrics\"");
        }
    }
}
