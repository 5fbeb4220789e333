using Gmqtt.Configuration.Kinds;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Tests.Configuration;

public sealed class DurationAndSizeTests
{
    private static readonly DurationKind Duration = new(TimeSpan.Zero, TimeSpan.FromDays(100_000));
    private static readonly SizeKind Size = new(0, long.MaxValue);

    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d", 86400)]
    [InlineData("1d12h", 129600)]
    [InlineData("1.5h", 5400)]
    [InlineData("0s", 0)]
    [InlineData("0", 0)]
    public void A_duration_is_read(string text, double seconds)
    {
        Assert.True(Duration.TryRead(new ScalarNode(Origin.Default, text), out var value, out _));
        Assert.Equal(TimeSpan.FromSeconds(seconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("-1s")]
    [InlineData("1")]
    [InlineData("1s ")]
    [InlineData("1S")]
    [InlineData("1w")]
    [InlineData("999999999999d")]
    [InlineData("1e3s")]
    public void What_is_no_duration_is_refused(string text)
    {
        // A space behind the unit is forgiven, as it cannot be misread.
        var ok = Duration.TryRead(new ScalarNode(Origin.Default, text), out _, out var complaint);

        Assert.Equal(text == "1s ", ok);
        Assert.NotEmpty(complaint);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.25, "250ms")]
    [InlineData(90, "1m30s")]
    [InlineData(7200, "2h")]
    [InlineData(172800, "2d")]
    [InlineData(176400, "49h")]
    public void A_duration_is_written_the_shortest_way(double seconds, string text) => Assert.Equal(text, DurationKind.Format(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("512", 512)]
    [InlineData("512B", 512)]
    [InlineData("64KiB", 65536)]
    [InlineData("64 KiB", 65536)]
    [InlineData("256MiB", 268435456)]
    [InlineData("2GiB", 2147483648)]
    [InlineData("1TiB", 1099511627776)]
    public void A_size_is_read(string text, long bytes)
    {
        Assert.True(Size.TryRead(new ScalarNode(Origin.Default, text), out var value, out _));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("64kb")]
    [InlineData("64K")]
    [InlineData("MiB")]
    [InlineData("1.5MiB")]
    [InlineData("-1")]
    public void What_is_no_size_is_refused(string text) => Assert.False(Size.TryRead(new ScalarNode(Origin.Default, text), out _, out _));

    [Fact]
    public void A_size_beyond_all_numbers_is_the_largest_and_not_a_small_one() =>
        Assert.True(Size.TryRead(new ScalarNode(Origin.Default, "999999999999999999TiB"), out var value, out _) && value == long.MaxValue);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1000, "1000")]
    [InlineData(1536, "1536")]
    [InlineData(65536, "64KiB")]
    [InlineData(1048576, "1MiB")]
    public void A_size_is_written_the_shortest_exact_way(long bytes, string text) => Assert.Equal(text, SizeKind.Format(bytes));
}
