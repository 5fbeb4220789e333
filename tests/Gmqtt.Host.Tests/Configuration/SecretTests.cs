namespace Gmqtt.Host.Tests.Configuration;

public sealed class SecretTests
{
    [Fact]
    public void What_looks_like_a_secret_of_a_plugin_is_not_printed_but_the_name_of_its_file_is()
    {
        var values = Some.Configuration("[plugins.web]\npassword = \"a\"\napi_token = \"b\"\nnested.client_secret = \"c\"\npassword_file = \"d\"\nurl = \"e\"").Values
            .Where(v => v.Path.StartsWith("plugins.", StringComparison.Ordinal)).ToDictionary(v => v.Path, v => v.Literal);

        Assert.Equal("\"***\"", values["plugins.web.password"]);
        Assert.Equal("\"***\"", values["plugins.web.api_token"]);
        Assert.Equal("\"***\"", values["plugins.web.nested.client_secret"]);
        Assert.Equal("\"d\"", values["plugins.web.password_file"]);
        Assert.Equal("\"e\"", values["plugins.web.url"]);
    }
}
