using Gmqtt.Hooks;
using Gmqtt.PluginHost.Tests.Gates;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>
/// Answers of a real plugin that no protocol knows: only the client concerned sees a refusal. What could never be sent is the plugin's fault, at its own line; a code or a number out
/// of range is brought back into it; what the broker's limits say of a message, its publisher sees.
/// </summary>
[Collection(HostileCollection.Name)]
public sealed class NonsenseTests
{
    public static TheoryData<string, string[], string, bool> Answers()
    {
        var all = new TheoryData<string, string[], string, bool>();
        void Add(string hook, string outcome, bool isFault, params string[] answers) => all.Add(hook, answers, outcome, isFault);
        Add(nameof(OnBasicAuth), "CONNACK 80", false, "code_0", "code_7", "code_255");
        Add(nameof(OnBasicAuth), "CONNACK 87", false, "reason_surrogate");
        Add(nameof(OnBasicAuth), "CONNACK 00", false, "options_numbers");
        Add(
            nameof(OnBasicAuth), "CONNACK 88", true,
            "reason_long", "reason_property_long", "reason_property_null", "thrown_long", "thrown_property", "options_id", "options_response", "options_property", "options_null");
        Add(nameof(OnEnhancedAuth), "CONNACK 88", true, "continue_null", "data_long", "reason_long");
        Add(nameof(OnConnected), "CONNACK 00", true, "disconnect_long");
        Add(nameof(OnSubscribe), "SUBACK 80", false, "code_0", "code_7", "code_255");
        Add(nameof(OnSubscribe), "SUBACK 83", false, "qos_7", "id");
        Add(nameof(OnSubscribe), "SUBACK 00", false, "grant_7");
        Add(nameof(OnSubscribe), "SUBACK 8F", false, "filter_invalid", "filter_surrogate", "share_invalid");
        Add(nameof(OnSubscribe), "SUBACK 83", true, "filter_null", "subscription_null", "text_long", "text_property");
        Add(nameof(OnUnsubscribe), "UNSUBACK 80", false, "code_0", "code_7", "code_255");
        Add(nameof(OnUnsubscribe), "UNSUBACK 83", true, "filter_null", "text_long");
        Add(nameof(OnMsgArrived), "PUBACK 80", false, "code_0", "code_7", "code_255");
        Add(nameof(OnMsgArrived), "PUBACK 87", false, "reason_surrogate");
        Add(nameof(OnMsgArrived), "PUBACK 90", false, "topic_deep");
        Add(nameof(OnMsgArrived), "PUBACK 80", false, "large", "list_later"); // 0x95 and 0x82 are no codes of a PUBACK
        Add(nameof(OnMsgArrived), "PUBACK 83", false, "memory");
        Add(nameof(OnMsgArrived), "PUBACK 10", false, "route_empty", "route_surrogate");
        Add(
            nameof(OnMsgArrived), "PUBACK 83", true,
            "reason_long", "reason_property_long", "reason_property_null", "message_null", "topic_null", "topic_empty", "topic_wildcard", "topic_surrogate", "topic_long", "qos_7", "format_7",
            "type_long", "response_wildcard", "correlation_long", "properties_null", "property_null", "property_long", "route_null");
        Add(nameof(OnWillPublish), "no will", true, "message_null", "topic_wildcard", "qos_7", "property_long", "route_null");
        Add(nameof(OnWillPublish), "no will", false, "memory", "list_later", "route_empty");
        return all;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Only_the_client_concerned_sees_it(string hook, string[] answers, string outcome, bool isFault)
    {
        await using var broker = await HostileBroker.StartAsync("answer", hook);
        foreach (var answer in answers)
        {
            var before = broker.Info().Faults;
            Assert.Equal((answer, outcome), (answer, await Walk.RunAsync(broker.Broker, hook, id: $"victim.answer_{answer}")));
            if (isFault) await broker.SaidAsync($"{hook} threw");
            if (isFault && hook == nameof(OnConnected)) await TestBroker.UntilAsync(() => broker.Info().Faults > before);
            Assert.Equal((answer, isFault ? 1 : 0), (answer, broker.Info().Faults - before));
        }

        await broker.Traffic.GoesOnAsync();
        Assert.NotEqual(PluginState.Failed, broker.Info().State);
        Assert.All(broker.Errors, l => Assert.StartsWith($"hook {hook} failed", l, StringComparison.Ordinal));
    }
}
