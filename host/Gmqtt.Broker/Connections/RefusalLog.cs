namespace Gmqtt.Broker.Connections;

/// <summary>
/// What is said of a client's refused packets. A client that goes on sending what is refused would fill a disk with a line per packet: of each kind the first is logged, then
/// one every <see cref="Pause"/> with the number of those that were kept back, and what is left of that at the connection's end. Belongs to the connection's read loop.
/// </summary>
internal sealed class RefusalLog(Connection connection)
{
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private Pace _publish;
    private Pace _retain;
    private Pace _subscribe;

    internal void Publish(string topicName, byte code, string? detail)
    {
        if (MaySay(ref _publish, out var keptBack)) Log.PublishRefused(connection.Engine.Logger, connection.ClientId, topicName, code, detail, keptBack);
    }

    /// <summary>The limit on retained messages is reached.</summary>
    internal void Retain(string topicName)
    {
        if (MaySay(ref _retain, out var keptBack)) Log.RetainedRefused(connection.Engine.Logger, connection.ClientId, topicName, keptBack);
    }

    internal void Subscribe(string topicFilter, byte code)
    {
        if (MaySay(ref _subscribe, out var keptBack)) Log.SubscribeRefused(connection.Engine.Logger, connection.ClientId, topicFilter, code, keptBack);
    }

    /// <summary>The connection has ended.</summary>
    internal void End()
    {
        var keptBack = _publish.KeptBack + _retain.KeptBack + _subscribe.KeptBack;
        if (keptBack > 0) Log.RefusalsKeptBack(connection.Engine.Logger, connection.ClientId, connection.ConnectionId, keptBack);
    }

    private bool MaySay(ref Pace pace, out long keptBack)
    {
        keptBack = pace.KeptBack;
        var now = connection.Engine.Clock.Coarse;
        if (pace.Next > now)
        {
            pace.KeptBack++;
            return false;
        }

        pace = new Pace(now + (long)Pause.TotalMilliseconds, 0);
        return true;
    }

    private record struct Pace(long Next, long KeptBack);
}
