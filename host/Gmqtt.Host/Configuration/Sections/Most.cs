namespace Gmqtt.Host.Configuration.Sections;

/// <summary>Upper ends of ranges: far beyond what anybody needs, near enough to catch a slipped finger.</summary>
internal static class Most
{
    /// <summary>What four bytes of seconds hold on the wire, about 136 years, in whole days.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromDays(49_710);

    public static readonly TimeSpan Timeout = TimeSpan.FromHours(24);

    public const int Messages = 100_000_000;

    public const long Bytes = 1L << 40;
}
