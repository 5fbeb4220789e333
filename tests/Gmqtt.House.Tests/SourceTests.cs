using System.Text.RegularExpressions;

namespace Gmqtt.House.Tests;

/// <summary>What the compiler does not see.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var tooLong = Repository.Sources("abstractions", "host", "plugins").Where(f => File.ReadLines(f).Count() > 400).Select(Repository.Relative);
        None(tooLong);
    }

    [Fact]
    public void Event_ids_of_log_lines_are_unique()
    {
        var ids = Repository.Sources("host", "plugins")
            .SelectMany(f => LoggerMessage().Matches(File.ReadAllText(f)).Select(m => (Id: m.Groups[1].Value, File: Repository.Relative(f))));
        None(ids.GroupBy(i => i.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(i => i.File))}"));
    }

    [Fact]
    public void Every_statement_cited_in_the_code_exists()
    {
        var known = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests/Gmqtt.Conformance.Tests"), "statements-*.txt")
            .SelectMany(f => Statement().Matches(File.ReadAllText(f)).Select(m => m.Value)).ToHashSet();
        Assert.NotEmpty(known);
        var cited = Repository.Sources("host", "abstractions").SelectMany(f => Statement().Matches(File.ReadAllText(f)).Select(m => (m.Value, File: Repository.Relative(f))));
        None(cited.Where(c => !known.Contains(c.Value)).Select(c => $"{c.File}: {c.Value}"));
    }

    [Fact]
    public void Every_file_named_in_the_map_exists()
    {
        var map = File.ReadAllText(Path.Combine(Repository.Root, "docs/map.md"));
        var named = FileName().Matches(map).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 30, "the map names the files of the walks");
        var existing = Repository.Sources("abstractions", "host", "plugins", "tests", "bench").Select(Repository.Relative).Select(f => f.Replace('\\', '/')).ToList();
        None(named.Where(n => !existing.Any(e => e.EndsWith("/" + n, StringComparison.Ordinal))));
    }

    [Fact]
    public void Nothing_is_left_for_later_without_saying_so()
    {
        var marks = Repository.Sources("abstractions", "host", "plugins", "tests", "bench")
            .Where(f => !f.EndsWith("SourceTests.cs", StringComparison.Ordinal))
            .Where(f => UnfinishedWork().IsMatch(File.ReadAllText(f))).Select(Repository.Relative);
        None(marks);
    }

    private static void None(IEnumerable<string> found)
    {
        var list = found.ToList();
        Assert.True(list.Count == 0, string.Join(Environment.NewLine, list));
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(\d+)")]
    private static partial Regex LoggerMessage();

    [GeneratedRegex(@"MQTT-\d[\d.]*-\d+")]
    private static partial Regex Statement();

    [GeneratedRegex(@"`([\w./]*\w\.cs)`")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex UnfinishedWork();
}
