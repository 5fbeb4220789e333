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

        await output.HoldsAsync(async directory =>
        {
            await using var broker = SyncErrorRun.Broker(directory, program: null);
            return await new SyncErrorRun(directory).RunAsync(broker);
        });
    }
}
