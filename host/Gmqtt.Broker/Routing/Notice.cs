using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Routing;

/// <summary>Something that happened under a lock and that hooks are told of when the lock is gone.</summary>
/// <param name="Client">The receiver of a delivery; null for a drop.</param>
/// <param name="ClientId">Whom it concerns.</param>
/// <param name="Message">The message, with a reference that the notice owns.</param>
/// <param name="QoS">The QoS for this client.</param>
/// <param name="Retain">The RETAIN flag for this client.</param>
/// <param name="Reason">Why it was dropped; null for a delivery.</param>
internal readonly record struct Notice(IClient? Client, string ClientId, StoredMessage Message, QoS QoS, bool Retain, DropReason? Reason);
