using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Compare;
using Gmqtt.Chaos.Floods;
using Gmqtt.Chaos.Fuzz;
using Gmqtt.Chaos.Storms;
using Xunit.Abstractions;

namespace Gmqtt.Chaos.Tests;

/// <summary>Short storms; the long ones are those of the executable.</summary>
public sealed class StormTests(ITestOutputHelper output)
{
    [Fact]
    public Task Of_many_with_one_Client_Identifier_one_is_left_and_its_session_has_everything() => output.HoldsAsync(async directory =>
    {
        await using var broker = await BrokerKind.MakeAsync(BrokerKind.Memory, directory);
        return await new TakeoverRun(broker, new TakeoverOptions { InTurn = TimeSpan.FromSeconds(3), AtOnce = 100, Rounds = 3 }).RunAsync();
    });

    [Fact]
    public Task Every_excess_is_refused_with_its_reason_code_and_others_do_not_notice() => output.HoldsAsync(async directory =>
    {
        await using var broker = new GmqttdBroker(directory, new GmqttdOptions { Persistence = "type = \"memory\"", Mqtt = "", Tables = Bomb.Limits });
        return await new BombRun(broker, cage: null, output.WriteLine).RunAsync();
    });

    [Fact]
    public Task Of_a_thousand_who_connect_at_once_the_good_ones_get_in() => output.HoldsAsync(async directory =>
    {
        await using var broker = await BrokerKind.MakeAsync(BrokerKind.Memory, directory);
        return await new ConnectStormRun(broker, clients: 1000, rounds: 1).RunAsync();
    });

    [Fact]
    public Task Wrong_packets_of_clients_with_the_same_names_harm_nobody() => output.HoldsAsync(async directory =>
    {
        await using var broker = await BrokerKind.MakeAsync(BrokerKind.Memory, directory);
        return await new LiveFuzzRun(broker, Path.Combine(directory, "broker.log"), TimeSpan.FromSeconds(5), seed: 1).RunAsync();
    });

    [Fact]
    public Task The_same_sessions_go_the_same_way_with_mosquitto_but_for_what_was_reviewed() => output.HoldsAsync(async directory =>
    {
        await using var ours = new GmqttdBroker(directory, new GmqttdOptions { Persistence = "type = \"memory\"", Mqtt = CompareRun.Mqtt });
        await using var theirs = new MosquittoBroker(Directory.CreateDirectory(Path.Combine(directory, "mosquitto")).FullName, MosquittoBroker.ToCompare);
        return await new CompareRun(ours, theirs, new KnownDifferences(CompareRun.File), TimeSpan.FromSeconds(4), seed: 1).RunAsync();
    });
}
