namespace Gmqtt.Host.Tests.Configuration;

/// <summary>Every kind of problem, with the very line that is printed for it.</summary>
public sealed class BadConfigurationTests
{
    [Theory]
    // Unknown keys, with what was meant.
    [InlineData("[mqtt]\nsesion_expiry = \"2h\"", "2:1: mqtt.sesion_expiry: unknown key; did you mean session_expiry?")]
    [InlineData("[mqt]\nsession_expiry = \"2h\"", "1:2: mqt: unknown key; did you mean mqtt?")]
    [InlineData("session_expiry = \"2h\"", "1:1: session_expiry: unknown key; it belongs to [mqtt]")]
    [InlineData("[mqtt]\n  pid_file = \"x\"", "2:3: mqtt.pid_file: unknown key; it belongs to the top of the file, above the first [table]")]
    [InlineData("[mqtt]\nio_thread = 1", "2:1: mqtt.io_thread: unknown key; did you mean network.io_threads?")]
    [InlineData("frobnicate = 1", "1:1: frobnicate: unknown key; gmqttd defaults shows all keys")]
    [InlineData("[[listeners]]\naddress = \":0\"\nallow_anonymous = true\ntls.certt = \"x\"", "4:1: listeners.0.tls.certt: unknown key; did you mean cert?")]
    [InlineData("mqtt.\"session expiry\" = 1", "1:1: mqtt.session expiry: unknown key; did you mean session_expiry?")]

    // Written twice.
    [InlineData("[mqtt]\nmax_inflight = 5\nmax_inflight = 6", "3:1: mqtt.max_inflight: set twice, first in line 2; keep one of the two")]
    [InlineData("[mqtt]\n[log]\n[mqtt]", "3:1: mqtt: set twice, first in line 1; keep one of the two")]

    // Wrong types.
    [InlineData("allow_anonymous = \"yes\"", "1:1: allow_anonymous: wrong type, this is a string; write true or false")]
    [InlineData("[mqtt]\nmaximum_qos = \"1\"", "2:1: mqtt.maximum_qos: wrong type, this is a string; write a whole number from 0 to 2")]
    [InlineData("[mqtt]\nmax_inflight = 1.5", "2:1: mqtt.max_inflight: wrong type, this is a fraction; write a whole number from 1 to 65535")]
    [InlineData("[mqtt]\nsession_expiry = 07:32:00", "2:1: mqtt.session_expiry: wrong type, this is a date or time; write a duration such as \"30s\" or \"1h30m\", from \"0s\" to \"49710d\"")]
    [InlineData("mqtt = 5", "1:1: mqtt: wrong type, this is a whole number; write a table: [mqtt]")]
    [InlineData("[listeners]\naddress = \"127.0.0.1:1883\"", "1:2: listeners: wrong type, this is a table; write a repeatable table: [[listeners]]")]
    [InlineData("plugins = \"auth\"", "1:1: plugins: wrong type, this is a string; write one table for each: [plugins.name]")]
    [InlineData("[plugins]\nauth = 1", "2:1: plugins.auth: wrong type, this is a whole number; write a table: [plugins.auth]")]
    [InlineData("plugin_order = \"auth\"", "1:1: plugin_order: wrong type, this is a string; write names of plugins: [\"auth\", \"admin\"]")]
    [InlineData("plugin_order = [1]", "1:1: plugin_order: wrong type, this is a whole number; write names of plugins: [\"auth\", \"admin\"]")]

    // Wrong units.
    [InlineData("[mqtt]\nsession_expiry = 7200", "2:1: mqtt.session_expiry: 7200 has no unit; write a duration such as \"30s\" or \"1h30m\", from \"0s\" to \"49710d\"")]
    [InlineData("[limits]\nstall_timeout = \"60\"", "2:1: limits.stall_timeout: \"60\" has no unit; write a duration such as \"30s\" or \"1h30m\", from \"1s\" to \"1d\"")]
    [InlineData("[limits]\nstall_timeout = \"2 weeks\"", "2:1: limits.stall_timeout: \"2 weeks\": no such unit: weeks; units are ms, s, m, h, d; write a duration such as \"30s\" or \"1h30m\", from \"1s\" to \"1d\"")]
    [InlineData("[limits]\nmax_topic_bytes = \"4KB\"", "2:1: limits.max_topic_bytes: \"4KB\": no such unit: KB; units are B, KiB, MiB, GiB, TiB (powers of 1024); write a size such as \"64KiB\" or 65536 (bytes), from 1 to 65535")]

    // Out of range.
    [InlineData("[mqtt]\nmax_inflight = 70000", "2:1: mqtt.max_inflight: 70000 is out of range; write a whole number from 1 to 65535")]
    [InlineData("[mqtt]\nmaximum_qos = -1", "2:1: mqtt.maximum_qos: -1 is out of range; write a whole number from 0 to 2")]
    [InlineData("[mqtt]\nmax_packet_size = \"1GiB\"", "2:1: mqtt.max_packet_size: \"1GiB\" is out of range; write a size such as \"64KiB\" or 65536 (bytes), from 16 to \"256MiB\"")]
    [InlineData("[limits]\nstall_timeout = \"0s\"", "2:1: limits.stall_timeout: \"0s\" is out of range; write a duration such as \"30s\" or \"1h30m\", from \"1s\" to \"1d\"")]
    [InlineData("[mqtt]\ndelivery_mode = \"onlyonc\"", "2:1: mqtt.delivery_mode: \"onlyonc\" is not known, did you mean \"onlyonce\"; write \"onlyonce\" or \"overlap\"")]

    // Contradictions.
    [InlineData("[mqtt]\nmax_queued_messages = 10", "2:1: mqtt.max_queued_messages: is 10, but max_inflight is 100; the queue holds what is in flight too, write at least 100")]
    [InlineData("[mqtt]\nmax_inflight = 2000", "2:1: mqtt.max_queued_messages: is 1000, but max_inflight is 2000; the queue holds what is in flight too, write at least 2000")]
    [InlineData("[[listeners]]\naddress = \"127.0.0.1:1\"\n[listeners.proxy_protocol]\nmode = \"v2\"", "4:1: listeners.0.proxy_protocol.mode: no proxy is trusted; write trusted = [\"10.0.0.0/8\"], or whatever network the proxies are in")]

    // Addresses.
    [InlineData("[[listeners]]\naddress = \"127.0.0.1\"", "2:1: listeners.0.address: \"127.0.0.1\" is no address; write an address with its port: \"127.0.0.1:1883\", \"[::1]:1883\", \":1883\" (all addresses) or \"unix:/run/gmqtt.sock\"")]
    [InlineData("[[listeners]]\naddress = \"127.0.0.1:99999\"", "2:1: listeners.0.address: \"127.0.0.1:99999\" is no address; write an address with its port: \"127.0.0.1:1883\", \"[::1]:1883\", \":1883\" (all addresses) or \"unix:/run/gmqtt.sock\"")]
    [InlineData("[[listeners]]", "1:3: listeners.0.address: missing; write address = \"127.0.0.1:1883\"")]
    [InlineData("[[listeners]]\naddress = \"127.0.0.1:1883\"\n[[listeners]]\naddress = \"127.0.0.1:1883\"", "4:1: listeners.1.address: 127.0.0.1:1883 is taken by listeners.0.address (gmqtt.toml:2:1); give one of them another port")]
    [InlineData("[[listeners]]\naddress = \"127.0.0.1:8083\"", "2:1: api.http.0.address: 127.0.0.1:8083 is taken by listeners.0.address (gmqtt.toml:2:1); give one of them another port")]
    [InlineData("[[api.tokens]]\nname = \"grafana\"", "1:3: api.tokens.0: write both name and token_file")]
    [InlineData("[[api.tokens]]\nname = \"a\"\ntoken_file = \"b\"\nrole = \"root\"", "4:1: api.tokens.0.role: \"root\" is not known; write \"viewer\" or \"admin\"")]
    [InlineData("[[api.http]]\naddress = \"127.0.0.1:0\"\ncertificate_role = \"admin\"", "3:1: api.http.0.certificate_role: callers are not asked for a certificate; write cacert in the tls table of the endpoint too")]

    // Plugins.
    [InlineData("plugin_order = [\"My Auth\"]", "1:1: plugin_order: \"My Auth\" is no name of a plugin, which has only lower-case letters, digits, '-' and '_'; write names of plugins: [\"auth\", \"admin\"]")]
    [InlineData("plugin_order = [\"auth\", \"auth\"]", "1:1: plugin_order: \"auth\" is named twice; keep the first or the last")]
    [InlineData("[plugins.\"My Auth\"]", "1:2: plugins.My Auth: a plugin's name has only lower-case letters, digits, '-' and '_'; write [plugins.my-auth]")]
    [InlineData("[plugins.auth]\nenabled = \"yes\"", "2:1: plugins.auth.enabled: wrong type, this is a string; write true or false")]
    [InlineData("[plugins.auth]\nlog_level = \"debugg\"", "2:1: plugins.auth.log_level: \"debugg\" is not known, did you mean \"debug\"; write \"trace\", \"debug\", \"info\", \"warn\" or \"error\"")]
    [InlineData("[plugins.auth]\nhook_timeout = \"0s\"", "2:1: plugins.auth.hook_timeout: \"0s\" is out of range; write a duration such as \"30s\" or \"1h30m\", from \"1ms\" to \"1d\"")]
    [InlineData("[plugin_host]\nwatch = \"inotify\"", "2:1: plugin_host.watch: \"inotify\" is not known; write \"auto\", \"events\" or \"poll\"")]
    [InlineData("[plugin_host]\nhook_timeout = 5", "2:1: plugin_host.hook_timeout: 5 has no unit; write a duration such as \"30s\" or \"1h30m\", from \"1ms\" to \"1d\"")]
    [InlineData("[plugin_host]\nload_timeout = \"2h\"", "2:1: plugin_host.load_timeout: \"2h\" is out of range; write a duration such as \"30s\" or \"1h30m\", from \"100ms\" to \"1h\"")]
    [InlineData("[plugin_host]\nunload_timeout = \"0s\"", "2:1: plugin_host.unload_timeout: \"0s\" is out of range; write a duration such as \"30s\" or \"1h30m\", from \"100ms\" to \"1h\"")]
    [InlineData("[plugin_host]\nquarantine_after = 0", "2:1: plugin_host.quarantine_after: 0 is out of range; write a whole number from 1 to 1000000")]
    [InlineData("[plugin_host]\nquarantine_time = \"0s\"", "2:1: plugin_host.quarantine_time: \"0s\" is out of range; write a duration such as \"30s\" or \"1h30m\", from \"100ms\" to \"1d\"")]

    // What gmqtt had.
    [InlineData("[mqtt]\nsession_expiry_check_interval = \"20s\"", "2:1: mqtt.session_expiry_check_interval: gone: sessions expire to the second, there is nothing to check; remove the line")]
    [InlineData("[[api.http]]\naddress = \"127.0.0.1:8083\"\nmap = \"127.0.0.1:8084\"", "3:1: api.http.0.map: gone: HTTP and gRPC are served side by side, no gateway calls one through the other; remove the line")]
    [InlineData("[persistence.redis]\nmax_idle = 0", "2:1: persistence.redis.max_idle: gone: one connection carries all requests at once, there is no pool to size; remove the line")]
    [InlineData("config_dir = \"/etc/gmqtt\"", "1:1: config_dir: gone: relative paths are relative to the folder of this file; remove the line")]

    // Not TOML.
    [InlineData("[mqtt]\nmax_inflight = ", "2:16: not TOML: Unexpected token `<eof>` for a value; what follows was not checked")]
    [InlineData("a = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "1:1: nested too deeply; The maximum depth of 64 has been exceeded. Change TomlSerializerOptions.MaxDepth to allow deeper nesting")]
    public void A_problem_is_told_with_its_line_and_what_to_write_instead(string toml, string expected)
    {
        var problem = Assert.Single(Lines(toml));

        Assert.Equal("gmqtt.toml:" + expected, problem);
    }

    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_their_lines()
    {
        var lines = Lines("""
            allow_anonymous = 1
            [mqtt]
            max_inflight = 0
            max_inflights = 0
            [log]
            level = "loud"
            """);

        Assert.Equal(
            [
                "gmqtt.toml:1:1: allow_anonymous: wrong type, this is a whole number; write true or false",
                "gmqtt.toml:3:1: mqtt.max_inflight: 0 is out of range; write a whole number from 1 to 65535",
                "gmqtt.toml:4:1: mqtt.max_inflights: unknown key; did you mean max_inflight?",
                "gmqtt.toml:6:1: log.level: \"loud\" is not known; write \"trace\", \"debug\", \"info\", \"warn\" or \"error\"",
            ],
            lines);
    }

    [Fact]
    public void What_stands_before_a_line_that_is_not_TOML_is_checked_and_what_follows_is_not()
    {
        var lines = Lines("[mqtt]\nmax_inflight = 0\nsession_expiry = \"2h\nmax_keepalive = 99999999\n");

        Assert.Equal("gmqtt.toml:2:1: mqtt.max_inflight: 0 is out of range; write a whole number from 1 to 65535", lines[0]);
        Assert.StartsWith("gmqtt.toml:3:", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("what follows was not checked", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Count);
    }

    [Fact]
    public void A_key_with_a_hundred_thousand_dots_is_a_problem_and_not_a_stack_overflow()
    {
        var toml = "mqtt." + string.Join('.', Enumerable.Repeat("a", 100_000)) + " = 1";

        Assert.StartsWith("gmqtt.toml:1:1: mqtt.a: unknown key", Assert.Single(Lines(toml)), StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_change_nothing()
    {
        var problem = Assert.Single(Lines("\ufeff[mqtt]\r\nmax_inflight = 0\r\n"));

        Assert.Equal("gmqtt.toml:2:1: mqtt.max_inflight: 0 is out of range; write a whole number from 1 to 65535", problem);
    }

    [Fact]
    public void A_file_that_is_not_there_not_text_or_too_large_is_a_problem()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("latin1.toml"), [(byte)'#', 0xE9]);
        File.WriteAllText(folder.File("huge.toml"), new string('#', 1024 * 1024 + 1));

        Assert.Equal(["none.toml: none.toml does not exist; create it or name another"], Lines(folder, "none.toml"));
        Assert.Equal(["latin1.toml: is not UTF-8 text; save it as UTF-8"], Lines(folder, "latin1.toml"));
        Assert.Equal(["huge.toml: is larger than 1 MiB; this is not a configuration file"], Lines(folder, "huge.toml"));
        Assert.StartsWith(".: . is a folder", Assert.Single(Lines(folder, ".")), StringComparison.Ordinal);
    }

    private static List<string> Lines(string toml)
    {
        using var folder = new TemporaryFolder();
        folder.Write("gmqtt.toml", toml);
        return Lines(folder, "gmqtt.toml");
    }

    private static List<string> Lines(TemporaryFolder folder, string name)
    {
        var file = folder.File(name);
        var configuration = new Gmqtt.Host.Configuration.ConfigurationSources(file, [], new Dictionary<string, string>()).Load(Some.Now, _ => false);
        return [.. configuration.Problems.Select(p => p.ToString().Replace(file, name, StringComparison.Ordinal))];
    }
}
