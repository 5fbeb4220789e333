using Gmqtt.Broker.Routing;

namespace Gmqtt.Broker.Tests.Routing;

/// <summary>A subscriber that notes what it is handed and answers as the test wants.</summary>
internal sealed class TestSubscriber(string clientId) : Subscriber
{
    internal override string ClientId => clientId;

    internal bool Connected { get; set; } = true;

    internal bool Congested { get; set; }

    internal int Waiting { get; set; }

    internal DeliveryOutcome Outcome { get; set; } = DeliveryOutcome.Sent;

    internal int Received { get; private set; }

    internal override bool IsConnected => Connected;

    internal override int Backlog => Waiting;

    internal override bool IsCongested => Congested;

    internal override DeliveryOutcome Deliver(RoutedMessage message, Route route, Batch batch)
    {
        if (Outcome is DeliveryOutcome.Sent or DeliveryOutcome.Queued) Received++;
        return Outcome;
    }

    internal override DeliveryOutcome? Deliver(MessageRun run, Batch batch) => null;

    internal override Task Relieved() => Task.CompletedTask;

    public override string ToString() => clientId;
}
