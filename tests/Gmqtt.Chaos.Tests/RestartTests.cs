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
    public Task Absent_clients_find_their_sessions_and_subscriptions_after_a_restart(string kind, bool isCommon) => output.HoldsAsync(async directory =>
    {
        await using var broker = await BrokerKind.MakeAsync(kind, directory);
        var options = new RestartOptions { Sessions = 20_000, IsCommon = isCommon, Within = TimeSpan.FromSeconds(60) };
        return await new RestartRun(broker, StoredSessions.Of(broker, directory), options, output.WriteLine).RunAsync();
    });
}
