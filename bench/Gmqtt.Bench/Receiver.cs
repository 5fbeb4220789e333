using Gmqtt.Broker.Routing;

namespace Gmqtt.Bench;

/// <summary>A subscriber that only stands in the tree.</summary>
internal sealed class Receiver(string clientId) : Subscriber
{
    internal override string ClientId => clientId;

    internal override bool IsConnected => true;

    internal override int Backlog => 0;

    internal override bool IsCongested => false;

    internal override DeliveryOutcome Deliver(RoutedMessage message, Route route, Batch batch) => DeliveryOutcome.Sent;

    internal override DeliveryOutcome? Deliver(MessageRun run, Batch batch) => null;

    internal override Task Relieved() => Task.CompletedTask;
}
