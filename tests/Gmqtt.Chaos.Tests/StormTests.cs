using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Storms;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>Short storms; the long ones are those of the executable.</summary>
public sealed class StormTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Of_many_with_one_Client_Identifier_one_is_left_and_its_session_has_everything()
    {
        var directory = Directory.CreateTempSubdirectory("gmqtt-chaos-");
        try
        {
            await using var broker = await BrokerKind.MakeAsync(BrokerKind.Memory, directory.FullName);
            var outcome = await new TakeoverRun(broker, new TakeoverOptions { InTurn = TimeSpan.FromSeconds(3), AtOnce = 100, Rounds = 3 }).RunAsync();
            output.WriteLine(outcome.Summary);
            Assert.Empty(outcome.Texts);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
