using Gmqtt.Broker.Time;
using Gmqtt.Messages;

namespace Gmqtt.Broker.Sessions;

/// <summary>A Will that waits for its Will Delay Interval.</summary>
internal sealed class WillDelay(Session session, WillMessage will) : Deadline
{
    internal WillMessage Will => will;

    internal override void OnDue() => _ = session.Engine.Lifecycle.PublishPendingWillAsync(session, this);
}
