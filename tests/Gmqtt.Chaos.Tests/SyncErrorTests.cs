using Gmqtt.Chaos.Faults;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

public sealed class SyncErrorTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_sync_that_fails_acknowledges_nothing_and_loses_nothing()
    {
        if (await SyncErrorRun.WhyNotAsync() is { } reason)
        {
            output.WriteLine($"SKIPPED({reason})");
            return;
        }

        var directory = Directory.CreateTempSubdirectory("gmqtt-chaos-");
        try
        {
            await using var broker = SyncErrorRun.Broker(directory.FullName, program: null);
            var outcome = await new SyncErrorRun(directory.FullName).RunAsync(broker);
            output.WriteLine(outcome.Summary);
            Assert.Empty(outcome.Texts);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
