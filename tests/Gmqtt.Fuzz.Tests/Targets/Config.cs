using System.Text;
using Gmqtt.Configuration;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Host.Configuration.Sections;

namespace Gmqtt.Fuzz.Tests.Targets;

/// <summary>gmqtt.toml: whatever stands in it becomes options or problems.</summary>
internal static class Config
{
    internal static IReadOnlyList<byte[]> Seeds { get; } = [.. ((string[])
    [
        "allow_anonymous = true\n[[listeners]]\naddress = \"127.0.0.1:0\"\n", "[mqtt]\nsession_expiry = \"2h\"\nmax_queued_bytes = \"8MiB\"\nmax_inflight = 100\n",
        "[persistence]\ntype = \"redis\"\n[persistence.redis]\naddr = \"127.0.0.1:6379\"\n", "[log]\nlevel = \"info\"\n", "plugin_order = [\"auth\", \"admin\"]\n[plugins.auth]\npassword_file = \"x\"\n",
        "[limits]\nmax_topic_levels = 128\n[[listeners]]\naddress = \":8883\"\n[listeners.tls]\ncert = \"a\"\nkey = \"b\"\n", "a = { b = [1, 2.5, 1979-05-27T07:32:00Z], c = '''x''' }\n",
    ]).Select(Encoding.UTF8.GetBytes)];

    internal static void Run(byte[] bytes)
    {
        var problems = new List<Problem>();
        var root = TomlFile.Parse("gmqtt.toml", Encoding.UTF8.GetString(bytes), problems);
        var reading = new Reading(problems, "/", RootSection.Paths);
        var options = RootSection.Rows.Read(root, "", reading);
        foreach (var value in RootSection.Rows.List(options, "", reading)) _ = value.Origin;
        foreach (var problem in problems) _ = problem.ToString();
    }
}
