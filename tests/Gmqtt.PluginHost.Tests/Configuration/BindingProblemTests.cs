using Gmqtt.PluginHost.Configuration;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Configuration;

/// <summary>Every mistake, with the very line that is printed for it.</summary>
public sealed class BindingProblemTests
{
    [Theory]
    // Unknown keys.
    [InlineData("txet = 1", "2:1: plugins.x.txet: unknown key; did you mean text?")]
    [InlineData("enabeld = false", "2:1: plugins.x.enabeld: unknown key; did you mean enabled?")]
    [InlineData("read_only = \"a\"", "2:1: plugins.x.read_only: unknown key; there are " + Keys)]
    [InlineData("rule = { topic = \"a\", maxqos = 1 }", "2:23: plugins.x.rule.maxqos: unknown key; did you mean max_qos?")]
    [InlineData("rule = { topic = \"a\", colour = 1 }", "2:23: plugins.x.rule.colour: unknown key; there are but, max_qos, topic")]

    // Wrong types.
    [InlineData("text = 1", "2:1: plugins.x.text: wrong type, this is a whole number; write a string")]
    [InlineData("flag = \"yes\"", "2:1: plugins.x.flag: wrong type, this is a string; write true or false")]
    [InlineData("short = \"many\"", "2:1: plugins.x.short: wrong type, this is a string; write a whole number from -32768 to 32767")]
    [InlineData("long = \"many\"", "2:1: plugins.x.long: wrong type, this is a string; write a whole number, or a size such as \"64KiB\"")]
    [InlineData("double = \"1\"", "2:1: plugins.x.double: wrong type, this is a string; write a number")]
    [InlineData("hash = 1", "2:1: plugins.x.hash: wrong type, this is a whole number; write \"plain\", \"b_crypt\" or \"sha256_crypt\"")]
    [InlineData("moment = \"today\"", "2:1: plugins.x.moment: wrong type, this is a string; write a date and time with its offset such as 2026-11-23T10:30:00Z")]
    [InlineData("list = \"a\"", "2:1: plugins.x.list: wrong type, this is a string; write an array, each entry a string")]
    [InlineData("list = [\"a\", 1]", "2:14: plugins.x.list.1: wrong type, this is a whole number; write a string")]
    [InlineData("map = 1", "2:1: plugins.x.map: wrong type, this is a whole number; write a table: [plugins.x.map]")]
    [InlineData("map = { a = 1 }", "2:9: plugins.x.map.a: wrong type, this is a whole number; write a string")]
    [InlineData("rule = 1", "2:1: plugins.x.rule: wrong type, this is a whole number; write a table: [plugins.x.rule]")]
    [InlineData("[plugins.x.rules]\ntopic = \"a\"", "2:2: plugins.x.rules: wrong type, this is a table; write a repeatable table: [[plugins.x.rules]]")]
    [InlineData("text = { a = 1 }", "2:1: plugins.x.text: wrong type, this is a table; write a string")]

    // Wrong units, and what is out of range.
    [InlineData("time = 30", "2:1: plugins.x.time: 30 has no unit; write a duration such as \"30s\" or \"1h30m\"")]
    [InlineData("time = \"2 weeks\"", "2:1: plugins.x.time: \"2 weeks\": no such unit: weeks; units are ms, s, m, h, d; write a duration such as \"30s\" or \"1h30m\"")]
    [InlineData("int = \"4KB\"", "2:1: plugins.x.int: \"4KB\": no such unit: KB; units are B, KiB, MiB, GiB, TiB (powers of 1024); write a whole number from -2147483648 to 2147483647, or a size such as \"64KiB\"")]
    [InlineData("int = \"4GiB\"", "2:1: plugins.x.int: \"4GiB\" is out of range; write a whole number from -2147483648 to 2147483647, or a size such as \"64KiB\"")]
    [InlineData("byte = 256", "2:1: plugins.x.byte: 256 is out of range; write a whole number from 0 to 255")]
    [InlineData("u_int = -1", "2:1: plugins.x.u_int: -1 is out of range; write a whole number from 0 to 4294967295, or a size such as \"64KiB\"")]
    [InlineData("float = 1e300", "2:1: plugins.x.float: 1E+300 is out of range; write a number")]
    [InlineData("decimal = 1e29", "2:1: plugins.x.decimal: 1E+29 is out of range; write a number")]
    [InlineData("double = nan", "2:1: plugins.x.double: NaN is out of range; write a number")]
    [InlineData("hash = \"bycrypt\"", "2:1: plugins.x.hash: \"bycrypt\" is not known, did you mean \"b_crypt\"; write \"plain\", \"b_crypt\" or \"sha256_crypt\"")]
    [InlineData("moment = 2026-11-23T10:30:00", "2:1: plugins.x.moment: 2026-11-23T10:30:00 has no offset; write a date and time with its offset such as 2026-11-23T10:30:00Z")]

    // What the type requires, and what it cannot take.
    [InlineData("[plugins.x.rule]\nmax_qos = 1", "2:2: plugins.x.rule.topic: missing; write a string")]
    [InlineData("[[plugins.x.rules]]\ntopic = \"a\"\n[[plugins.x.rules]]", "4:3: plugins.x.rules.1.topic: missing; write a string")]
    [InlineData("address = \"http://a\"", "2:1: plugins.x.address: cannot be set; the plugin's type for it, Uri, is none that can be read, which is the plugin's mistake; leave the key out")]
    public void A_problem_is_told_with_its_place_and_what_to_write_instead(string toml, string expected)
    {
        Assert.Equal("gmqtt.toml:" + expected, Assert.Single(Some.Problems<ManyOptions>(toml)));
    }

    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_their_lines()
    {
        var exception = Assert.Throws<PluginConfigurationException>(() => Some.Bound<ManyOptions>("unheard_of = 1\ntime = 5\n[plugins.x.rule]\nmax_qos = \"one\""));

        Assert.Equal(
            [
                "gmqtt.toml:2:1: plugins.x.unheard_of: unknown key; there are " + Keys,
                "gmqtt.toml:3:1: plugins.x.time: 5 has no unit; write a duration such as \"30s\" or \"1h30m\"",
                "gmqtt.toml:4:2: plugins.x.rule.topic: missing; write a string",
                "gmqtt.toml:5:1: plugins.x.rule.max_qos: wrong type, this is a string; write a whole number from -2147483648 to 2147483647, or a size such as \"64KiB\"",
            ],
            exception.Problems);
        Assert.Equal(string.Join(Environment.NewLine, exception.Problems), exception.Message);
    }

    [Fact]
    public void A_bad_value_of_an_option_is_a_problem_of_the_command_line()
    {
        var configuration = Some.Table("").With("int", "many").Configuration();

        Assert.Equal(
            "--set: plugins.x.int: wrong type, this is a string; write a whole number from -2147483648 to 2147483647, or a size such as \"64KiB\"",
            Assert.Single(Assert.Throws<PluginConfigurationException>(configuration.Bind<ManyOptions>).Problems));
    }

    [Theory]
    // The key's own line; that of its table where it is missing; that of the nested key; the table itself.
    [InlineData("password = \"p\"\npassword_file = \"f\"", "3:1: plugins.x.password_file: is given as well as password; keep one of the two")]
    [InlineData("", "1:2: plugins.x.password: missing; write password or password_file")]
    [InlineData("password = \"p\"\nlimits = { most = 1001 }", "3:12: plugins.x.limits.most: is too much; write up to 1000")]
    [InlineData("password = \"p\"\nfurther = [{}, {}, {}]", "1:2: plugins.x: has too many further limits; write two at most")]
    [InlineData("password = \"p\"\nlimits = { least = 6 }", "3:12: plugins.x.limits.least: is 6, but most is 5; write at most 5")]
    [InlineData("password = \"p\"\n[[plugins.x.further]]\n[[plugins.x.further]]\nleast = 11", "5:1: plugins.x.further.1.least: is 11, but most is 10; write at most 10")]
    public void What_the_plugin_itself_objects_to_is_told_at_the_line_of_the_key(string toml, string expected)
    {
        Assert.Equal("gmqtt.toml:" + expected, Assert.Single(Some.Problems<ValidatedOptions>(toml)));
    }

    [Fact]
    public void Options_are_not_judged_while_one_of_them_could_not_be_read()
    {
        Assert.Equal("gmqtt.toml:2:1: plugins.x.password: wrong type, this is a whole number; write a string", Assert.Single(Some.Problems<ValidatedOptions>("password = 1")));
    }

    [Fact]
    public void Without_a_table_a_problem_has_the_key_for_its_place()
    {
        var configuration = new PluginConfiguration(new PluginSettings { Name = "x" });

        Assert.Equal(
            "plugins.x.password: missing; write password or password_file",
            Assert.Single(Assert.Throws<PluginConfigurationException>(configuration.Bind<ValidatedOptions>).Problems));
    }

    [Fact]
    public void What_a_property_or_a_constructor_throws_is_told_in_its_own_words()
    {
        Assert.Equal("gmqtt.toml:2:1: plugins.x.even: 3 is odd; write an even number", Assert.Single(Some.Problems<OpinionatedOptions>("even = 3")));
        Assert.Equal("gmqtt.toml:1:2: plugins.x: the plugin's UnmakeableOptions could not be made: no licence", Assert.Single(Some.Problems<UnmakeableOptions>("")));
    }

    private const string Keys =
        "address, array, byte, decimal, double, enabled, enumerable, flag, float, hash, hook_timeout, int, list, log_level, long, map, map_of_rules, moment, optional, "
        + "read_only_list, read_only_map, rule, rules, set, short, text, time, u_int, u_long, u_short";
}
