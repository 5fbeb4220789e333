using Gmqtt.PluginHost.Configuration;

namespace Gmqtt.PluginHost.Tests.Configuration;

/// <summary>What can be written becomes the value of the property.</summary>
public sealed class BindingTests
{
    [Theory]
    [InlineData("text = \"a\"", nameof(ManyOptions.Text), "a")]
    [InlineData("flag = true", nameof(ManyOptions.Flag), true)]
    [InlineData("byte = 255", nameof(ManyOptions.Byte), (byte)255)]
    [InlineData("short = -5", nameof(ManyOptions.Short), (short)-5)]
    [InlineData("u_short = 65535", nameof(ManyOptions.UShort), (ushort)65535)]
    [InlineData("int = -2_147_483_648", nameof(ManyOptions.Int), int.MinValue)]
    [InlineData("int = \"64KiB\"", nameof(ManyOptions.Int), 65536)]
    [InlineData("u_int = \"4095MiB\"", nameof(ManyOptions.UInt), 4095u << 20)]
    [InlineData("long = \"1TiB\"", nameof(ManyOptions.Long), 1L << 40)]
    [InlineData("long = -1", nameof(ManyOptions.Long), -1L)]
    [InlineData("u_long = 9223372036854775807", nameof(ManyOptions.ULong), (ulong)long.MaxValue)]
    [InlineData("float = 0.5", nameof(ManyOptions.Float), 0.5f)]
    [InlineData("double = 1e-3", nameof(ManyOptions.Double), 0.001)]
    [InlineData("double = 2", nameof(ManyOptions.Double), 2.0)]
    [InlineData("optional = 3", nameof(ManyOptions.Optional), 3)]
    [InlineData("hash = \"b_crypt\"", nameof(ManyOptions.Hash), HashAlgorithm.BCrypt)]
    [InlineData("hash = \"BCrypt\"", nameof(ManyOptions.Hash), HashAlgorithm.BCrypt)]
    [InlineData("hash = \"bcrypt\"", nameof(ManyOptions.Hash), HashAlgorithm.BCrypt)]
    [InlineData("hash = \"SHA256_CRYPT\"", nameof(ManyOptions.Hash), HashAlgorithm.Sha256Crypt)]
    public void A_single_value_is_read(string toml, string property, object expected)
    {
        var options = Some.Bound<ManyOptions>(toml);

        Assert.Equal(expected, typeof(ManyOptions).GetProperty(property)!.GetValue(options));
    }

    [Fact]
    public void Decimals_times_and_moments_are_read()
    {
        var options = Some.Bound<ManyOptions>("decimal = 12.25\ntime = \"1h30m\"\nmoment = 2026-11-23T10:30:00+01:00");

        Assert.Equal(12.25m, options.Decimal);
        Assert.Equal(TimeSpan.FromMinutes(90), options.Time);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 10, 30, 0, TimeSpan.FromHours(1)), options.Moment);
    }

    [Fact]
    public void Arrays_become_lists_arrays_and_sets()
    {
        var options = Some.Bound<ManyOptions>("""
            list = ["a", "b"]
            array = [1, "1KiB"]
            read_only_list = ["1s", "2m"]
            enumerable = ["plain", "b_crypt"]
            set = ["a", "a", "b"]
            """);

        Assert.Equal(["a", "b"], options.List);
        Assert.Equal([1, 1024], options.Array);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)], options.ReadOnlyList);
        Assert.Equal([HashAlgorithm.Plain, HashAlgorithm.BCrypt], options.Enumerable);
        Assert.Equal(["a", "b"], options.Set.Order());
    }

    [Fact]
    public void Tables_become_dictionaries_with_their_keys_as_written()
    {
        var options = Some.Bound<ManyOptions>("""
            map = { One = "1", "two words" = "2" }
            read_only_map = { small = 1, large = "1MiB" }
            [plugins.x.map_of_rules.first]
            topic = "a"
            """);

        Assert.Equal(new Dictionary<string, string> { ["One"] = "1", ["two words"] = "2" }, options.Map);
        Assert.Equal(1L << 20, options.ReadOnlyMap["large"]);
        Assert.Equal("a", options.MapOfRules["first"].Topic);
    }

    [Fact]
    public void Tables_and_repeated_tables_become_nested_types_with_required_and_init_properties()
    {
        var options = Some.Bound<ManyOptions>("""
            rule = { topic = "a", max_qos = 1 }
            [[plugins.x.rules]]
            topic = "b"
            [[plugins.x.rules.but]]
            topic = "b/c"
            [[plugins.x.rules]]
            topic = "d"
            """);

        Assert.Equal(1, options.Rule!.MaxQoS);
        Assert.Equal(["b", "d"], options.Rules.Select(r => r.Topic));
        Assert.Equal("b/c", Assert.Single(options.Rules[0].But).Topic);
        Assert.Equal(2, options.Rules[0].MaxQoS);
    }

    [Fact]
    public void What_is_left_out_stays_as_the_type_has_it()
    {
        var options = Some.Bound<ManyOptions>("flag = true");

        Assert.Equal("initial", options.Text);
        Assert.Equal(["initial"], options.List);
        Assert.Null(options.Optional);
        Assert.Null(options.Rule);
    }

    [Fact]
    public void A_nested_table_changes_what_the_type_has_there_and_not_what_others_share_with_it()
    {
        var options = Some.Bound<ValidatedOptions>("password = \"p\"\nlimits.least = 3");

        Assert.Equal(new LimitOptions { Least = 3, Most = 5 }, options.Limits);
        Assert.Equal(1, ValidatedOptions.Shared.Least);
    }

    [Theory]
    [InlineData("list", "a, b", nameof(ManyOptions.List), new[] { "a", "b" })]
    [InlineData("array", "1,1KiB", nameof(ManyOptions.Array), new[] { 1, 1024 })]
    [InlineData("list", "", nameof(ManyOptions.List), new string[0])]
    [InlineData("flag", "true", nameof(ManyOptions.Flag), true)]
    [InlineData("int", "-7", nameof(ManyOptions.Int), -7)]
    [InlineData("double", "0.5", nameof(ManyOptions.Double), 0.5)]
    [InlineData("text", "5", nameof(ManyOptions.Text), "5")]
    public void Text_from_a_variable_or_an_option_becomes_what_the_property_wants(string key, string text, string property, object expected)
    {
        var options = Some.Table("").With(key, text).Configuration().Bind<ManyOptions>();

        Assert.Equal(expected, typeof(ManyOptions).GetProperty(property)!.GetValue(options));
    }

    [Fact]
    public void A_moment_can_come_from_an_option()
    {
        var options = Some.Table("").With("moment", "2026-11-23T10:30:00Z").Configuration().Bind<ManyOptions>();

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 10, 30, 0, TimeSpan.Zero), options.Moment);
    }

    [Fact]
    public void A_plugin_without_a_table_gets_its_defaults()
    {
        var configuration = new PluginConfiguration(new PluginSettings { Name = "x" });

        Assert.False(configuration.Exists);
        Assert.Equal("", configuration.Text);
        Assert.Equal("initial", configuration.Bind<ManyOptions>().Text);
    }

    [Fact]
    public void The_text_is_the_table_as_TOML_with_values_from_outside_in_it_and_without_the_hosts_keys()
    {
        var configuration = Some.Table("enabled = true\nname = \"a \\\"b\\\"\"\nhash = { cost = 10 }\n[[plugins.x.rules]]\nallow = [1, 2]")
            .With("port", "8080").Configuration();

        Assert.True(configuration.Exists);
        var again = Gmqtt.Configuration.TomlFile.Parse("again", configuration.Text, []);
        Assert.Equal(["name", "hash", "port", "rules"], again.Children.Keys.OrderBy(k => Array.IndexOf(["name", "hash", "port", "rules"], k)));
        Assert.Contains("port = 8080", configuration.Text, StringComparison.Ordinal);
        Assert.Contains("[[rules]]", configuration.Text, StringComparison.Ordinal);
    }
}
