using Gmqtt.Host.Configuration.Checks;

namespace Gmqtt.Host.Tests.Configuration;

public sealed class SecureDefaultsTests
{
    [Fact]
    public void What_is_built_in_is_safe() => Assert.Empty(SecureDefaults.Deviations(Some.BuiltIn().Options));

    [Fact]
    public void What_is_narrower_than_built_in_is_safe_too() =>
        Assert.Empty(SecureDefaults.Deviations(Some.BuiltIn(["limits.max_topic_bytes=100", "limits.connect_timeout=5s", "mqtt.session_expiry=1m"]).Options));

    [Fact]
    public void What_is_wider_or_open_is_listed()
    {
        var options = Some.BuiltIn(
        [
            "allow_anonymous=true",
            "listeners.0.address=:1883",
            "listeners.0.websocket.origins=*",
            "listeners.0.max_connections_per_address=0",
            "limits.max_topic_bytes=8KiB",
            "limits.min_receive_rate=0",
            "mqtt.max_packet_size=16MiB",
            "api.http.0.address=:8083",
        ]).Options;

        Assert.Equal(
            [
                "listeners.0: everybody who can reach :1883 may publish and subscribe (allow_anonymous)",
                "listeners.0: passwords and messages cross the network to :1883 in the clear (no tls, or optional)",
                "listeners.0.websocket.origins: pages of any web site may connect with a visitor's browser",
                "listeners.0.max_connections_per_address is 0 (no bound), built in is 1000",
                "mqtt.max_packet_size is 16MiB, built in is 1MiB",
                "limits.min_receive_rate is 0, built in is 1KiB",
                "limits.max_topic_bytes is 8KiB, built in is 4KiB",
                "api.http.0: tokens cross the network to :8083 in the clear (no tls)",
            ],
            SecureDefaults.Deviations(options));
    }
}
