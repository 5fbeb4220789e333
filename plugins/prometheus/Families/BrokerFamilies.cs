using Gmqtt.Services;

namespace Gmqtt.Exporter.Families;

/// <summary>The broker itself: version, health, listeners.</summary>
internal static class BrokerFamilies
{
    public static void Add(Exposition to, IServer server)
    {
        to.Gauge("gmqtt_info", "What runs; always 1.", "version", [(server.Info.Version, 1)]);
        to.Gauge("gmqtt_start_time_seconds", "When the broker started, in seconds since 1970.", server.Info.StartedAt.ToUnixTimeMilliseconds() / 1000.0);
        var health = server.Health;
        to.Gauge("gmqtt_health_state", "1 for the state the broker is in.", "state", Enum.GetValues<HealthState>().Select(s => (Words.Snake(s.ToString()), s == health.State ? 1.0 : 0)));
        to.Gauge("gmqtt_health_condition", "1 for what is not as it should be.", "name", health.Conditions.Select(c => (c.Name, 1.0)));

        string[] labels = ["listener", "protocols"];
        var listeners = server.Listeners.DistinctBy(l => l.Address).Select(l => (Listener: l, Labels: new[] { l.Address, string.Join(',', l.Protocols) })).ToList();
        to.Gauge("gmqtt_listener_connections_current", "Connections that came in at a listener.", labels, listeners.Select(l => (l.Labels, (double)l.Listener.Connections)));
        to.Counter("gmqtt_listener_accepted_total", "Connections let in at a listener.", labels, listeners.Select(l => (l.Labels, (double)l.Listener.AcceptedTotal)));
        to.Counter(
            "gmqtt_listener_refused_total", "Connections closed before they reached MQTT: caps, rates, TLS, protocol.", labels,
            listeners.Select(l => (l.Labels, (double)l.Listener.RefusedTotal)));
    }
}
