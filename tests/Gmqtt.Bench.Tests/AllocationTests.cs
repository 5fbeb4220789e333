namespace Gmqtt.Bench.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void Every_benchmark_allocates_what_the_committed_table_says()
    {
        var committed = File.ReadAllText(Path.Combine(Root(), "bench", "allocations.md"));
        Assert.Equal(committed, AllocationTable.ToMarkdown(AllocationTable.Measure()));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gmqtt.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Gmqtt.sln");
        return folder;
    }
}
