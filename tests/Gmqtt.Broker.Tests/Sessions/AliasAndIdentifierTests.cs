using CsCheck;
using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Sessions;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Tests.Sessions;

public sealed class AliasAndIdentifierTests
{
    [Fact]
    public void Outbound_aliases_are_given_from_one_up_and_then_the_oldest_anew()
    {
        var aliases = new OutboundTopicAliases(3);
        foreach (var topic in new[] { "a", "b", "c" }) aliases.Assign(topic);
        Assert.Equal((1, 2, 3), (aliases.Find("a"), aliases.Find("b"), aliases.Find("c")));
        aliases.Assign("d");
        Assert.Equal((0, 2, 3, 1), (aliases.Find("a"), aliases.Find("b"), aliases.Find("c"), aliases.Find("d")));
        aliases.Assign("a");
        Assert.Equal((2, 0), (aliases.Find("a"), aliases.Find("b")));
    }

    [Fact]
    public void Outbound_aliases_always_stand_for_what_the_client_was_told_last()
        => Gen.Select(Gen.Int[1, 5], Gen.Int[0, 8].Array[1, 100]).Sample(
            (maximum, topics) =>
            {
                var aliases = new OutboundTopicAliases(maximum);
                var client = new Dictionary<ushort, string>(); // what the other end has learnt
                foreach (var topic in topics.Select(t => $"t{t}"))
                {
                    var alias = aliases.Find(topic);
                    if (alias == 0)
                    {
                        alias = aliases.Upcoming;
                        aliases.Assign(topic);
                        client[alias] = topic;
                    }

                    if (alias < 1 || alias > maximum || client[alias] != topic) return false;
                }

                return true;
            },
            iter: 5_000);

    [Fact]
    public void Inbound_aliases_are_bounded_in_number_and_in_bytes()
    {
        var aliases = new InboundTopicAliases(maximum: 2, maxBytes: 10);
        Assert.True(aliases.Set(1, "12345"u8).IsNone);
        Assert.True(aliases.Set(2, "12345"u8).IsNone);
        Assert.Equal(ReasonCode.TopicAliasInvalid, aliases.Set(3, "x"u8).Code); // [MQTT-3.3.2-9]
        Assert.Equal(ReasonCode.QuotaExceeded, aliases.Set(1, "123456"u8).Code);
        Assert.True(aliases.Set(1, "1"u8).IsNone); // what it stood for before gives its bytes back
        Assert.True(aliases.Set(2, "123456789"u8).IsNone);
        Assert.True(aliases.Resolve(1, out var topic).IsNone);
        Assert.True(topic.SequenceEqual("1"u8));
    }

    [Theory]
    [InlineData(1, ReasonCode.ProtocolError)] // not set on this connection
    [InlineData(3, ReasonCode.TopicAliasInvalid)]
    public void Inbound_aliases_that_do_not_stand_for_anything_are_refused(ushort alias, ReasonCode code)
        => Assert.Equal(code, new InboundTopicAliases(2, 100).Resolve(alias, out _).Code);

    [Fact]
    public void Received_identifiers_are_a_set()
        => Gen.Select(Gen.Bool, Gen.Int[1, 20]).Array[1, 200].Sample(
            steps =>
            {
                var ids = new ReceivedPacketIds();
                var model = new HashSet<ushort>();
                foreach (var (add, id) in steps.Select(s => (s.Item1, (ushort)s.Item2)))
                {
                    if (ids.Contains(id) != model.Contains(id)) return false;
                    if (!add && ids.Remove(id) != model.Remove(id)) return false;
                    if (add && model.Add(id)) ids.Add(id);
                    if (ids.Count != model.Count || !model.SetEquals(ids.Ids.ToArray())) return false;
                }

                return true;
            },
            iter: 5_000);
}
