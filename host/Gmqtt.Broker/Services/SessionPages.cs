using Gmqtt.Broker.Sessions;

namespace Gmqtt.Broker.Services;

/// <summary>Sessions in the order of their Client Identifiers, for who reads a page of them or all.</summary>
internal static class SessionPages
{
    internal static IEnumerable<Session> Read(SessionRegistry sessions, string? after)
    {
        foreach (var clientId in sessions.InOrder(after))
        {
            if (sessions.TryGet(clientId, out var session)) yield return session;
        }
    }
}
