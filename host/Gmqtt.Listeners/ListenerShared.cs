using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Admission;
using Gmqtt.Listeners.Arrivals;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners;

/// <summary>What all listeners of a set have in common.</summary>
internal sealed record ListenerShared(
    Func<ITransport, Task> Handler,
    ConnectionBudget Budget,
    HandshakeDeadlines Deadlines,
    Reception Reception,
    RefusalLog Refusals,
    ILogger Logger,
    TimeProvider TimeProvider);
