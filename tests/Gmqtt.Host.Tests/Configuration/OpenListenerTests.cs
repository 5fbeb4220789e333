using Gmqtt.Host.Configuration.Checks;
using Gmqtt.Listeners;

namespace Gmqtt.Host.Tests.Configuration;

/// <summary>A listener that other machines reach needs something that asks who is there, or somebody who says that nothing shall.</summary>
public sealed class OpenListenerTests
{
    private const string Open = "[[listeners]]\naddress = \"0.0.0.0:1883\"\n";

    [Fact]
    public void It_does_not_start_and_the_lines_that_help_are_told()
    {
        var problem = Assert.Single(Some.Configuration(Open).Problems);

        Assert.EndsWith("gmqtt.toml:2:1", problem.Origin.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            """
            0.0.0.0:1883 can be reached from other machines, and nothing asks clients who they are. Write one of these:
              only this machine may connect:
                address = "127.0.0.1:1883"
              clients have names and passwords (needs the auth plugin in the plugin folder):
                plugin_order = ["auth"]
              everybody who can reach it may do everything:
                allow_anonymous = true
            """,
            problem.Message);
    }

    [Theory]
    [InlineData("allow_anonymous = true\n" + Open)]
    [InlineData(Open + "allow_anonymous = true")]
    [InlineData("[[listeners]]\naddress = \"127.0.0.1:1883\"")]
    [InlineData("[[listeners]]\naddress = \"[::1]:1883\"")]
    [InlineData("[[listeners]]\naddress = \"localhost:1883\"")]
    [InlineData("[[listeners]]\naddress = \"unix:/run/gmqtt.sock\"")]
    public void It_starts_when_somebody_said_so_or_nobody_else_can_reach_it(string toml) => Assert.Empty(Some.Configuration(toml).Problems);

    [Theory]
    [InlineData("[[listeners]]\naddress = \":1883\"")]
    [InlineData("[[listeners]]\naddress = \"[::]:1883\"")]
    [InlineData("[[listeners]]\naddress = \"192.0.2.1:1883\"")]
    [InlineData("allow_anonymous = false\n" + Open)]
    public void Every_way_to_be_reached_counts(string toml) => Assert.Single(Some.Configuration(toml).Problems);

    [Fact]
    public void It_starts_when_a_plugin_authenticates() => Assert.Empty(Some.Configuration(Open, authenticates: _ => true).Problems);

    [Fact]
    public void Nameless_clients_are_let_in_where_only_this_machine_reaches_until_a_plugin_authenticates()
    {
        var options = Some.BuiltIn().Options;

        Assert.True(OpenListeners.AllowsAnonymous(options.Listeners[0], options, authenticates: false));
        Assert.False(OpenListeners.AllowsAnonymous(options.Listeners[0], options, authenticates: true));
    }

    [Fact]
    public void A_verified_certificate_says_who_is_there()
    {
        var options = Some.BuiltIn().Options;
        var listener = new ListenerOptions
        {
            Address = "0.0.0.0:8883",
            Tls = new TlsOptions { CertificateFile = "cert.pem", ClientCaFile = "ca.pem", RequireClientCertificate = true },
        };

        Assert.True(OpenListeners.AllowsAnonymous(listener, options, authenticates: false));
        Assert.False(OpenListeners.AllowsAnonymous(listener with { Tls = listener.Tls with { Optional = true } }, options, authenticates: false));
    }

    [Fact]
    public void The_answer_of_the_listener_is_stronger_than_that_of_the_top()
    {
        var options = Some.BuiltIn(["allow_anonymous=true"]).Options;

        Assert.False(OpenListeners.AllowsAnonymous(options.Listeners[0] with { AllowAnonymous = false }, options, authenticates: false));
        Assert.True(OpenListeners.AllowsAnonymous(options.Listeners[0], options, authenticates: true));
    }
}
