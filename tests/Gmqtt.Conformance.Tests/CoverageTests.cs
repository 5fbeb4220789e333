using System.Reflection;
using Xunit.Abstractions;

namespace Gmqtt.Conformance.Tests;

/// <summary>Compares the statements of the standards with those the tests name: each has a test, or docs/conformance.md says why not.</summary>
public sealed class CoverageTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_statement_of_MQTT_5_0_has_a_test_or_a_reason() => Compare("MQTT 5.0", "statements-5.0.txt", Named<Mqtt5Attribute>(a => a.Statement));

    [Fact]
    public void Every_statement_of_MQTT_3_1_1_has_a_test_or_a_reason() => Compare("MQTT 3.1.1", "statements-3.1.1.txt", Named<Mqtt311Attribute>(a => a.Statement));

    private void Compare(string version, string list, HashSet<string> tested)
    {
        var statements = Lines(list).Where(l => l.StartsWith("MQTT-", StringComparison.Ordinal)).Select(l => l.Split(' ', 3)).ToArray();
        var ids = statements.Select(s => s[0]).ToArray();
        var excused = Excused(version);
        output.WriteLine($"{version}: {ids.Count(tested.Contains)} of {ids.Length} statements observed by tests");
        foreach (var binding in (string[])["S", "B", "C"])
            output.WriteLine($"  {binding}: {statements.Count(s => s[1] == binding && tested.Contains(s[0]))} of {statements.Count(s => s[1] == binding)}");

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Expect(tested.Except(ids), "named by a test, but no statement of the standard");
        Expect(excused.Except(ids), "excused in docs/conformance.md, but no statement of the standard");
        Expect(excused.Intersect(tested), "excused in docs/conformance.md, but named by a test");
        Expect(ids.Except(tested).Except(excused), "without a test, and without a reason in docs/conformance.md");
    }

    private static void Expect(IEnumerable<string> wrong, string what) => Assert.True(!wrong.Any(), $"{what}: {string.Join(", ", wrong)}");

    private static HashSet<string> Named<T>(Func<T, string> statement)
        where T : Attribute
        => [.. typeof(CoverageTests).Assembly.GetTypes().SelectMany(t => t.GetMethods()).SelectMany(m => m.GetCustomAttributes<T>()).Select(statement)];

    /// <summary>The identifiers in the first column of the table below "Without a test: (version)".</summary>
    private static HashSet<string> Excused(string version)
        => [.. Lines("conformance.md")
            .SkipWhile(l => l != $"## Without a test: {version}")
            .Skip(1)
            .TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal))
            .Where(l => l.StartsWith("| MQTT-", StringComparison.Ordinal))
            .Select(l => l.Split('|')[1].Trim())];

    private static IEnumerable<string> Lines(string resource)
    {
        using var reader = new StreamReader(typeof(CoverageTests).Assembly.GetManifestResourceStream(resource)!);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
