using Gmqtt.Broker.Time;

namespace Gmqtt.Broker.Sessions;

/// <summary>The end of a session that nobody came back to. [MQTT-4.1.0-2]</summary>
internal sealed class SessionExpiry(Session session) : Deadline
{
    internal override void OnDue() => _ = session.Engine.Lifecycle.ExpireAsync(session);
}
