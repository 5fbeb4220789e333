using Gmqtt.Clients;
using Gmqtt.Messages;

namespace Gmqtt.Hooks;

/// <summary>
/// A message was handed to one client's connection; also on redelivery. Observes, synchronously and on the publisher's thread, because it is called once per
/// receiver: hand the work to a thread of your own. The message always carries its topic, also when an alias travels. A fault is counted and ignored.
/// </summary>
/// <param name="client">The receiver.</param>
/// <param name="message">The message as this client gets it.</param>
public delegate void OnDelivered(IClient client, Message message);
