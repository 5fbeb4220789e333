using Gmqtt.Mqtt;
using Gmqtt.Services;

namespace Gmqtt.Exporter.Families;

/// <summary>Clients, sessions and subscriptions. The names and labels are gmqtt's, but for refusals and authentication.</summary>
internal static class SessionFamilies
{
    public static void Add(Exposition to, GlobalStats stats)
    {
        var connections = stats.Connections;
        to.Counter("gmqtt_clients_connected_total", "Clients that got a successful CONNACK.", connections.ConnectedTotal);
        to.Counter("gmqtt_clients_disconnected_total", "Of those, connections that ended.", connections.DisconnectedTotal);
        to.Counter("gmqtt_clients_refused_total", "CONNECTs that were refused.", connections.RefusedTotal);
        to.Counter("gmqtt_sessions_created_total", "Sessions made.", connections.SessionCreatedTotal);
        to.Counter("gmqtt_sessions_terminated_total", "Sessions that ended.", "reason",
        [
            ("expired", connections.SessionTerminatedExpired),
            ("taken_over", connections.SessionTerminatedTakenOver),
            ("normal", connections.SessionTerminatedNormal),
        ]);
        to.Gauge("gmqtt_sessions_active_current", "Sessions with a connection.", connections.ActiveCurrent);
        to.Gauge("gmqtt_sessions_inactive_current", "Sessions without a connection.", connections.InactiveCurrent);
        to.Counter("gmqtt_subscriptions_total", "Subscriptions made.", stats.Subscriptions.SubscriptionsTotal);
        to.Gauge("gmqtt_subscriptions_current", "Subscriptions held.", stats.Subscriptions.SubscriptionsCurrent);
        to.Counter(
            "gmqtt_authentications_total", "How CONNECTs that came as far as authentication ended; reason success was let in.", ["method", "reason"],
            stats.Authentications.Select(a => (new[] { Words.Snake(a.Method.ToString()), NameOf(a.ReasonCode) }, (double)a.Count)));
    }

    /// <summary>0 has three names, and .NET picks one.</summary>
    private static string NameOf(ReasonCode code) => code == ReasonCode.Success ? "success" : Words.Snake(code.ToString());
}
