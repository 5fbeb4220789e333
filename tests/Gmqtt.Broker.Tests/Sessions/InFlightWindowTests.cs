using CsCheck;
using Gmqtt.Broker.Sessions;

namespace Gmqtt.Broker.Tests.Sessions;

public sealed class InFlightWindowTests
{
    [Fact]
    public void Messages_stand_in_the_order_they_were_added_whatever_is_completed_between_them()
        => Gen.Select(Gen.Bool, Gen.Int[0, 1000]).Array[1, 400].Sample(
            steps =>
            {
                var window = new InFlightWindow();
                var identifiers = default(PacketIdentifiers);
                var model = new List<ushort>();
                foreach (var (add, pick) in steps)
                {
                    if (add || model.Count == 0)
                    {
                        var id = identifiers.Next(window);
                        if (model.Contains(id)) return false;
                        window.Add(new InFlightMessage { PacketId = id, State = InFlightState.AwaitingPubAck, Turn = identifiers.Turn });
                        model.Add(id);
                    }
                    else
                    {
                        var id = model[pick % model.Count];
                        window.Complete(window.IndexOf(id));
                        model.Remove(id);
                        if (window.Contains(id)) return false;
                    }

                    if (window.Count != model.Count || !Alive(window).SequenceEqual(model)) return false;
                    if (model.Count > 0 && window[0].PacketId != model[0]) return false; // the oldest is at the head
                }

                return true;
            },
            iter: 3_000);

    [Fact]
    public void A_client_that_never_acknowledges_the_oldest_does_not_make_the_window_grow()
    {
        var window = new InFlightWindow();
        var identifiers = default(PacketIdentifiers);
        window.Add(new InFlightMessage { PacketId = identifiers.Next(window), State = InFlightState.AwaitingPubAck, Turn = identifiers.Turn });
        for (var i = 0; i < 60_000; i++)
        {
            var id = identifiers.Next(window);
            window.Add(new InFlightMessage { PacketId = id, State = InFlightState.AwaitingPubAck, Turn = identifiers.Turn });
            window.Complete(window.IndexOf(id));
        }

        Assert.Equal(1, window.Count);
        Assert.InRange(window.Span, 1, 16);
    }

    [Fact]
    public void Identifiers_go_round_without_zero_and_without_those_in_flight()
    {
        var window = new InFlightWindow();
        var identifiers = default(PacketIdentifiers);
        var held = new HashSet<ushort>();
        for (var i = 0; i < 70_000; i++)
        {
            var id = identifiers.Next(window);
            Assert.NotEqual(0, id); // [MQTT-2.2.1-3]
            Assert.DoesNotContain(id, held); // [MQTT-2.2.1-4]
            if (i % 1000 != 5) continue;
            held.Add(id);
            window.Add(new InFlightMessage { PacketId = id, State = InFlightState.AwaitingPubRec, Turn = identifiers.Turn });
        }

        Assert.Equal(70, held.Count);
    }

    [Fact]
    public void An_identifier_that_is_free_again_rests_until_the_counter_has_gone_round()
    {
        var window = new InFlightWindow();
        var identifiers = default(PacketIdentifiers);
        var given = Enumerable.Range(0, 65_535).Select(_ => identifiers.Next(window)).ToArray();
        Assert.Equal(65_535, given.Distinct().Count());
        Assert.Equal(given[0], identifiers.Next(window));
    }

    [Fact]
    public void With_all_but_one_identifier_in_flight_the_one_is_found()
    {
        var window = new InFlightWindow();
        var identifiers = default(PacketIdentifiers);
        for (var i = 0; i < 65_535; i++) window.Add(new InFlightMessage { PacketId = identifiers.Next(window), State = InFlightState.AwaitingPubAck, Turn = identifiers.Turn });
        window.Complete(window.IndexOf(40_000));
        Assert.Equal(40_000, identifiers.Next(window));
    }

    private static IEnumerable<ushort> Alive(InFlightWindow window)
    {
        for (var i = 0; i < window.Span; i++)
        {
            if (window[i].State != InFlightState.Completed) yield return window[i].PacketId;
        }
    }
}
