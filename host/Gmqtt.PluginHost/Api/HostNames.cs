using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.PluginHost.Api;

/// <summary>Which Host headers an endpoint answers; a feature of its connections.</summary>
internal sealed class HostNames
{
    private readonly IReadOnlyList<string> _allowed;
    private readonly bool _any;

    public HostNames(IReadOnlyList<string> allowed, bool isLocal)
    {
        _allowed = allowed;
        _any = allowed.Count == 0 && !isLocal;
    }

    /// <summary>A request without a name (HTTP/1.0) is let through: a browser always sends one, so it is no rebinding.</summary>
    public bool Allows(HostString host) => _any || !host.HasValue || IsLiteral(host.Host) || _allowed.Any(pattern => Matches(pattern, host.Host));

    private static bool IsLiteral(string name)
        => name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(name.AsSpan().Trim("[]"), out _);

    private static bool Matches(string pattern, string name)
        => pattern.StartsWith("*.", StringComparison.Ordinal)
            ? name.Length > pattern.Length - 1 && name.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
