using CsCheck;
using Gmqtt.Broker.Sessions;
using Gmqtt.Broker.Tests.Routing;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Tests.Sessions;

public sealed class OutboundQueueTests
{
    private sealed record Step(int Kind, int Amount, bool IsQoS0, int Life);

    private static readonly Gen<Step> AnyStep =
        from kind in Gen.Int[0, 6]
        from amount in Gen.Int[0, 100]
        from isQoS0 in Gen.Bool
        from life in Gen.Int[0, 20]
        select new Step(kind, amount, isQoS0, life);

    [Fact]
    public void Any_use_leaves_the_queue_as_a_list_would_be()
        => AnyStep.Array[1, 300].Sample(
            steps =>
            {
                var queue = new OutboundQueue();
                var model = new List<OutboundMessage>();
                var now = 0L;
                foreach (var step in steps)
                {
                    switch (step.Kind)
                    {
                        case 0 or 1 or 2:
                            var message = Stored.Outbound(
                                new string('x', step.Amount), step.IsQoS0 ? QoS.AtMostOnce : QoS.AtLeastOnce, step.Life == 0 ? long.MaxValue : now + step.Life);
                            queue.Enqueue(message);
                            model.Add(message);
                            break;
                        case 3 when model.Count > 0:
                            if (queue.Dequeue() != model[0]) return false;
                            model.RemoveAt(0);
                            break;
                        case 4 when model.Count > 0:
                            if (queue.RemoveAt(step.Amount % model.Count) != model[step.Amount % model.Count]) return false;
                            model.RemoveAt(step.Amount % model.Count);
                            break;
                        case 5:
                            now += step.Amount / 10;
                            break;
                    }

                    if (!Agree(queue, model, now)) return false;
                }

                return true;
            },
            iter: 3_000);

    [Fact]
    public void When_it_is_full_the_documented_order_says_who_goes()
    {
        var queue = new OutboundQueue();
        Assert.Equal((DropPolicy.TheNewOne, DropReason.QueueFull), Choose(queue, QoS.AtLeastOnce)); // everything is in flight
        queue.Enqueue(Stored.Outbound("oldest"));
        queue.Enqueue(Stored.Outbound("second"));
        Assert.Equal((0, DropReason.QueueFull), Choose(queue, QoS.AtLeastOnce)); // the oldest
        Assert.Equal((DropPolicy.TheNewOne, DropReason.QueueFull), Choose(queue, QoS.AtMostOnce)); // a new QoS 0 goes itself
        queue.Enqueue(Stored.Outbound("qos 0", QoS.AtMostOnce));
        queue.Enqueue(Stored.Outbound("qos 0 later", QoS.AtMostOnce));
        Assert.Equal((2, DropReason.QueueFull), Choose(queue, QoS.AtLeastOnce)); // the first QoS 0
        Assert.Equal((2, DropReason.QueueFull), Choose(queue, QoS.AtMostOnce));
        queue.Enqueue(Stored.Outbound("expired", expiresAt: 5));
        Assert.Equal((2, DropReason.QueueFull), Choose(queue, QoS.AtLeastOnce, now: 4));
        Assert.Equal((4, DropReason.Expired), Choose(queue, QoS.AtMostOnce, now: 5)); // an expired one before all others
    }

    [Theory]
    [InlineData((int)InFlightState.AwaitingPubAck, true, 30_000, true)]
    [InlineData((int)InFlightState.AwaitingPubRec, true, 30_000, true)]
    [InlineData((int)InFlightState.AwaitingPubAck, true, 29_999, false)] // not long enough
    [InlineData((int)InFlightState.AwaitingPubComp, true, 30_000, false)] // the client has it already
    [InlineData((int)InFlightState.AwaitingPubAck, false, 30_000, false)] // nothing is kept of it
    public void What_was_in_flight_for_too_long_is_the_first_to_go(int state, bool kept, long now, bool goes)
    {
        var window = new InFlightWindow();
        Assert.False(DropPolicy.DropsOldestInFlight(window, TimeSpan.FromSeconds(30), now));
        window.Add(new InFlightMessage { PacketId = 1, State = (InFlightState)state, SentAt = 0, Outbound = kept ? Stored.Outbound("x") : default });
        Assert.Equal(goes, DropPolicy.DropsOldestInFlight(window, TimeSpan.FromSeconds(30), now));
        Assert.False(DropPolicy.DropsOldestInFlight(window, TimeSpan.Zero, now)); // never
    }

    private static (int Index, DropReason Reason) Choose(OutboundQueue queue, QoS arriving, long now = 0)
        => (DropPolicy.Choose(queue, arriving, now, out var reason), reason);

    private static bool Agree(OutboundQueue queue, List<OutboundMessage> model, long now)
    {
        if (queue.Count != model.Count || queue.Bytes != model.Sum(m => m.Message.Size) || queue.QoS0Count != model.Count(m => m.QoS == QoS.AtMostOnce)) return false;
        if (queue.IndexOfExpired(now) != model.FindIndex(m => m.ExpiresAt <= now) || queue.IndexOfQoS0() != model.FindIndex(m => m.QoS == QoS.AtMostOnce)) return false;
        for (var i = 0; i < model.Count; i++)
        {
            if (queue[i] != model[i]) return false;
        }

        return true;
    }
}
