using Gmqtt.PluginHost.Configuration.Binding;

namespace Gmqtt.PluginHost.Tests.Configuration;

public sealed class SnakeCaseTests
{
    [Theory]
    [InlineData("Name", "name")]
    [InlineData("PasswordFile", "password_file")]
    [InlineData("TLSPort", "tls_port")]
    [InlineData("UseTLS", "use_tls")]
    [InlineData("Http2Port", "http2_port")]
    [InlineData("MaxQoS", "max_qos")]
    [InlineData("QoS1Only", "qos1_only")]
    [InlineData("Already_Split", "already_split")]
    [InlineData("X", "x")]
    public void A_property_has_the_key_one_would_write(string name, string key) => Assert.Equal(key, SnakeCase.Of(name));
}
