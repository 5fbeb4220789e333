using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Restart;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>A small restart; the one with a million sessions is that of the executable.</summary>
public sealed class RestartTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(BrokerKind.Disk, false)]
    [InlineData(BrokerKind.Disk, true)]
    [InlineData(BrokerKind.Redis, false)]
    public async Task Absent_clients_find_their_sessions_and_subscriptions_after_a_restart(string kind, bool isCommon)
    {
        var directory = Directory.CreateTempSubdirectory("gmqtt-chaos-");
        try
        {
            await using var broker = await BrokerKind.MakeAsync(kind, directory.FullName);
            var options = new RestartOptions { Sessions = 20_000, IsCommon = isCommon, Within = TimeSpan.FromSeconds(60) };
            var outcome = await new RestartRun(broker, StoredSessions.Of(broker, directory.FullName), options, output.WriteLine).RunAsync();
            output.WriteLine(outcome.Summary);
            Assert.Empty(outcome.Texts);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
