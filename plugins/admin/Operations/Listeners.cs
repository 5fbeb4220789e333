using Gmqtt.Services;

namespace Gmqtt.Admin.Operations;

/// <summary>One address at which clients are served.</summary>
internal sealed record ListenerRow(string Address, IReadOnlyList<string> Protocols, int Connections, long AcceptedTotal, long RefusedTotal);

/// <summary>All of them.</summary>
internal sealed record ListenerList(IReadOnlyList<ListenerRow> Listeners)
{
    internal static ListenerList Of(IServer server)
        => new([.. server.Listeners.Select(l => new ListenerRow(l.Address, l.Protocols, l.Connections, l.AcceptedTotal, l.RefusedTotal))]);
}
