namespace Gmqtt.Auth.Sources;

/// <summary>How this plugin asks others over HTTP.</summary>
internal static class OutgoingHttp
{
    /// <summary>A connection is not kept longer, so that a name is asked for again: an address that has been given up is left within this time.</summary>
    private static readonly TimeSpan LongestConnection = TimeSpan.FromMinutes(5);

    /// <summary>No redirects: passwords go, and keys come from, where the configuration says and nowhere else. No cookies: each call stands for itself.</summary>
    internal static SocketsHttpHandler Handler(int maxConnections = 4)
        => new() { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = maxConnections, PooledConnectionLifetime = LongestConnection };
}
