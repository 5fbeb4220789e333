using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Gmqtt.PluginHost.Api.Access;

/// <summary>
/// What one address may ask for, and how often it may show a wrong token. Addresses share a fixed number of buckets, so that somebody who has
/// many addresses costs no memory; which of them share one is another choice in each process.
/// </summary>
internal sealed class AddressLimits : IAsyncDisposable
{
    /// <summary>How long an address waits that has shown too many wrong tokens, until it may show one more.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(6);

    /// <summary>Wrong tokens an address may show at once.</summary>
    public const int Failures = 10;

    private const int Buckets = 4096;

    /// <summary>A page that has not been loaded for a while asks for all its parts at once.</summary>
    private const int BurstSeconds = 5;

    private readonly PartitionedRateLimiter<IPAddress>? _requests;

    private readonly PartitionedRateLimiter<IPAddress> _failures = Limit(
        new TokenBucketRateLimiterOptions { TokenLimit = Failures, TokensPerPeriod = 1, ReplenishmentPeriod = FailurePause });

    /// <param name="requestRate">Requests of one address in a second; 0 for any number.</param>
    public AddressLimits(int requestRate)
    {
        if (requestRate > 0)
        {
            _requests = Limit(new TokenBucketRateLimiterOptions
            {
                TokenLimit = requestRate * BurstSeconds,
                TokensPerPeriod = requestRate,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            });
        }
    }

    /// <summary>Counts a request. Callers on a unix socket have no address and no limit.</summary>
    public bool AllowsRequest(IPAddress? address) => address is null || _requests is null || Take(_requests, address, 1);

    /// <summary>
    /// Whether this address may show a token. Asked for no permit, the limiter says yes to the smallest part of one, and there is such a part a tenth
    /// of a second after the last: only whole ones count.
    /// </summary>
    public bool AllowsToken(IPAddress? address) => address is null || _failures.GetStatistics(address)?.CurrentAvailablePermits is not 0;

    /// <summary>Counts a wrong token.</summary>
    public void CountFailure(IPAddress? address) => _ = address is null || Take(_failures, address, 1);

    public async ValueTask DisposeAsync()
    {
        await _failures.DisposeAsync();
        if (_requests is not null)
        {
            await _requests.DisposeAsync();
        }
    }

    private static bool Take(PartitionedRateLimiter<IPAddress> limiter, IPAddress address, int permits)
    {
        using var lease = limiter.AttemptAcquire(address, permits);
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<IPAddress> Limit(TokenBucketRateLimiterOptions options)
        => PartitionedRateLimiter.Create<IPAddress, int>(address => RateLimitPartition.GetTokenBucketLimiter(BucketOf(address), _ => options));

    private static int BucketOf(IPAddress address)
    {
        var hash = default(HashCode);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out var written);

        // A host has a whole /64 for itself.
        hash.AddBytes(bytes[..(plain.AddressFamily == AddressFamily.InterNetworkV6 ? 8 : written)]);
        return (int)((uint)hash.ToHashCode() % Buckets);
    }
}
