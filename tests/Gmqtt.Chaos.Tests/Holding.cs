using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>A run in a directory of its own that must find nothing.</summary>
internal static class Holding
{
    internal static async Task HoldsAsync(this ITestOutputHelper output, Func<string, Task<Outcome>> run)
    {
        var directory = Directory.CreateTempSubdirectory("gmqtt-chaos-");
        try
        {
            var outcome = await run(directory.FullName);
            output.WriteLine(outcome.Summary);
            Assert.Empty(outcome.Texts);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
