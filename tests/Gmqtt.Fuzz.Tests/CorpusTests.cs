using Gmqtt.Fuzz.Tests.Targets;

namespace Gmqtt.Fuzz.Tests;

/// <summary>What fuzzing has found is read again: every way through the readers that is known, and every crash there was.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void All_that_was_found_is_read_without_a_crash(string name)
    {
        var target = FuzzTarget.All.Single(t => t.Name == name);
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus", name));
        Assert.NotEmpty(files);
        foreach (var bytes in target.Seeds.Concat(files.Select(File.ReadAllBytes))) Assert.Null(Record.Exception(() => target.Run(bytes)));
    }
}
