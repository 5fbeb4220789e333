using Gmqtt.Broker;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Listeners;

namespace Gmqtt.Host.Configuration.Checks;

/// <summary>Lists what was set less safe than it is built in. None of it is wrong; somebody should know it, and have meant it.</summary>
internal static class SecureDefaults
{
    private static readonly MqttOptions Mqtt = new();
    private static readonly LimitOptions Limits = new();

    public static IReadOnlyList<string> Deviations(HostOptions options) =>
    [
        .. options.Listeners.SelectMany((l, i) => OfListener(l, $"listeners.{i}", options)),
        .. OfMqtt(options.Mqtt),
        .. OfConnections(options.Limits),
        .. OfSizes(options.Limits),
        .. options.Api.Http.Select((e, i) => OfApi(e, $"api.http.{i}")).Concat(options.Api.Grpc.Select((e, i) => OfApi(e, $"api.grpc.{i}"))).OfType<string>(),
        .. OfFiles(options),
    ];

    private static IEnumerable<string> OfListener(ListenerOptions listener, string path, HostOptions options)
    {
        if (!OpenListeners.IsLocal(listener))
        {
            if (OpenListeners.AllowsAnonymous(listener, options, authenticates: true))
            {
                yield return $"{path}: everybody who can reach {listener.Address} may publish and subscribe (allow_anonymous)";
            }

            if (listener.Tls is null or { Optional: true })
            {
                yield return $"{path}: passwords and messages cross the network to {listener.Address} in the clear (no tls, or optional)";
            }
        }

        if (listener.WebSocket.Origins.Contains("*"))
        {
            yield return $"{path}.websocket.origins: pages of any web site may connect with a visitor's browser";
        }

        var blank = new ListenerOptions { Address = "" };
        var widened = new[]
        {
            AboveOrUnbound($"{path}.max_connections_per_address", listener.MaxConnectionsPerAddress, blank.MaxConnectionsPerAddress),
            AboveOrUnbound($"{path}.new_connections_per_second", listener.NewConnectionsPerSecond, blank.NewConnectionsPerSecond),
            AboveOrUnbound($"{path}.new_connections_per_second_per_address", listener.NewConnectionsPerSecondPerAddress, blank.NewConnectionsPerSecondPerAddress),
            Above($"{path}.handshake_timeout", listener.HandshakeTimeout, blank.HandshakeTimeout),
            listener.MaxPacketSize is { } size ? Above($"{path}.max_packet_size", size, Mqtt.MaxPacketSize) : null,
        };
        foreach (var deviation in widened.OfType<string>())
        {
            yield return deviation;
        }
    }

    private static IEnumerable<string> OfMqtt(MqttOptions o) => new[]
    {
        Above("mqtt.max_packet_size", o.MaxPacketSize, Mqtt.MaxPacketSize),
        Above("mqtt.session_expiry", o.SessionExpiry, TimeSpan.FromDays(7)),
        o.MaxKeepAlive == 0 ? "mqtt.max_keepalive is 0: a client that is gone without a word keeps its connection until TCP gives up" : null,
        Above("mqtt.max_queued_bytes", o.MaxQueuedBytes, Mqtt.MaxQueuedBytes),
        o.DisconnectOnReceiveMaximumExceeded ? null : "mqtt.disconnect_on_receive_maximum_exceeded is false: a client may ignore Receive Maximum",
    }.OfType<string>();

    private static IEnumerable<string> OfConnections(LimitOptions o) => new[]
    {
        Above("limits.connect_timeout", o.ConnectTimeout, Limits.ConnectTimeout),
        Above("limits.max_pre_auth_packet_size", o.MaxPreAuthPacketSize, Limits.MaxPreAuthPacketSize),
        Above("limits.packet_timeout", o.PacketTimeout, Limits.PacketTimeout),
        o.MinReceiveRate < Limits.MinReceiveRate
            ? $"limits.min_receive_rate is {SizeKind.Format(o.MinReceiveRate)}, built in is {SizeKind.Format(Limits.MinReceiveRate)}"
            : null,
        Above("limits.max_outbound_bytes", o.MaxOutboundBytes, Limits.MaxOutboundBytes),
        Above("limits.stall_timeout", o.StallTimeout, Limits.StallTimeout),
        o.AllowControlCharacters ? "limits.allow_control_characters is true: names with control characters reach every subscriber and its terminal" : null,
    }.OfType<string>();

    private static IEnumerable<string> OfSizes(LimitOptions o) => new[]
    {
        Above("limits.max_client_id_bytes", o.MaxClientIdBytes, Limits.MaxClientIdBytes),
        Above("limits.max_topic_bytes", o.MaxTopicBytes, Limits.MaxTopicBytes),
        Above("limits.max_topic_levels", o.MaxTopicLevels, Limits.MaxTopicLevels),
        Above("limits.max_topic_alias_bytes", o.MaxTopicAliasBytes, Limits.MaxTopicAliasBytes),
        Above("limits.max_filters_per_packet", o.MaxFiltersPerPacket, Limits.MaxFiltersPerPacket),
        Above("limits.max_subscriptions_per_client", o.MaxSubscriptionsPerClient, Limits.MaxSubscriptionsPerClient),
        Above("limits.max_shared_subscriptions_per_client", o.MaxSharedSubscriptionsPerClient, Limits.MaxSharedSubscriptionsPerClient),
        Above("limits.max_will_bytes", o.MaxWillBytes, Limits.MaxWillBytes),
        Above("limits.max_awaiting_rel", o.MaxAwaitingRel, Limits.MaxAwaitingRel),
        Above("limits.max_retained_messages", o.MaxRetainedMessages, Limits.MaxRetainedMessages),
        Above("limits.max_retained_bytes", o.MaxRetainedBytes, Limits.MaxRetainedBytes),
        Above("limits.max_sessions", o.MaxSessions, Limits.MaxSessions),
    }.OfType<string>();

    private static string? OfApi(ApiEndpointOptions endpoint, string path) =>
        endpoint.Tls is null && !OpenListeners.IsLocal(new ListenerOptions { Address = endpoint.Address })
            ? $"{path}: tokens cross the network to {endpoint.Address} in the clear (no tls)"
            : null;

    private static IEnumerable<string> OfFiles(HostOptions o)
    {
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var key in o.Listeners.Select(l => l.Tls?.KeyFile ?? l.Tls?.CertificateFile).OfType<string>().Where(File.Exists).Distinct())
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(key) & Others) != 0)
            {
                yield return $"{key} holds a private key and can be read by every user: chmod 600 {key}";
            }
        }

        if (o.PluginHost.HotReload)
        {
            yield return "plugin_host.hot_reload is true: who can write to the plugin folder can run code in the broker at any time";
        }
    }

    private static string? AboveOrUnbound(string path, int value, int builtIn) =>
        value == 0 ? $"{path} is 0 (no bound), built in is {SizeKind.Format(builtIn)}" : Above(path, value, builtIn);

    private static string? Above(string path, long value, long builtIn) =>
        value > builtIn ? $"{path} is {SizeKind.Format(value)}, built in is {SizeKind.Format(builtIn)}" : null;

    private static string? Above(string path, TimeSpan value, TimeSpan safe) =>
        value > safe ? $"{path} is {DurationKind.Format(value)}, up to {DurationKind.Format(safe)} is safe" : null;
}
