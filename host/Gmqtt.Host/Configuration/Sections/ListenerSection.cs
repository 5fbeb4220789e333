using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;
using Gmqtt.Mqtt;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Listeners.ListenerOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[[listeners]]</c> tables.</summary>
internal static class ListenerSection
{
    private static readonly BoolKind Bool = new();
    private static readonly IntegerKind Count = new(0, 10_000_000);

    public static readonly TextKind Address = new(
        "an address with its port: \"127.0.0.1:1883\", \"[::1]:1883\", \":1883\" (all addresses) or \"unix:/run/gmqtt.sock\"",
        text => ListenerAddress.TryParse(text, out _, out _) ? null : $"\"{text}\" is no address");

    public static readonly Section<ListenerOptions> Rows = new(() => new ListenerOptions { Address = "" }, [.. WhatIsSpoken(), .. WhoIsLetIn(), .. Tables()])
    {
        Check = Check,
    };

    private static void Check(ListenerOptions o, string path, Reading reading)
    {
        if (o.Address.Length == 0 && reading.IsClean(path))
        {
            reading.Complain(reading.OriginOf(path), $"{path}.address", "missing; write address = \"127.0.0.1:1883\"");
        }

        // Who may open a unix socket is said by its file.
        var isTcp = ListenerAddress.TryParse(o.Address, out var address, out _) && address!.EndPoint is not null;
        if (isTcp && o.ProxyProtocol.Mode != ProxyProtocolMode.Off && o.ProxyProtocol.Trusted.Count == 0)
        {
            var mode = $"{path}.proxy_protocol.mode";
            reading.Complain(reading.OriginOf(mode), mode, "no proxy is trusted; write trusted = [\"10.0.0.0/8\"], or whatever network the proxies are in");
        }
    }

    private static Member<ListenerOptions>[] WhatIsSpoken() =>
    [
        K.Optional("address", Address, o => o.Address.Length == 0 ? null : o.Address,
            (o, v) => o with { Address = v }, Reload.AtOnce, "\"127.0.0.1:1883\"",
            "Where to listen. Addresses other machines can reach need something that authenticates, see allow_anonymous. Port 0 takes a free port."),
        K.Of("protocols", Protocols, o => Words(o.Protocols), (o, v) => o with { Protocols = v.Aggregate((a, b) => a | b) }, Reload.NewConnections,
            "What is spoken. Several protocols on one port are told apart by their first bytes."),
        K.Optional("versions", Versions, o => o.Versions?.Order().ToList(),
            (o, v) => o with { Versions = v.ToHashSet() }, Reload.NewConnections, "[\"3.1.1\", \"5.0\"]",
            "Versions of MQTT that are spoken; all, where left out."),
        K.OptionalValue("max_packet_size", new SizeKind(16, 256 * 1024 * 1024), o => o.MaxPacketSize, (o, v) => o with { MaxPacketSize = (uint)v },
            Reload.NewConnections, "\"64KiB\"", "Largest packet accepted here; mqtt.max_packet_size, where left out."),
        K.OptionalValue("allow_anonymous", Bool, o => o.AllowAnonymous, (o, v) => o with { AllowAnonymous = v }, Reload.NewConnections, "true",
            "Whether clients that nothing vouched for are let in here; as the allow_anonymous at the top says, where left out."),
    ];

    private static Member<ListenerOptions>[] WhoIsLetIn() =>
    [
        K.Of("max_connections", Count, o => o.MaxConnections, (o, v) => o with { MaxConnections = (int)v }, Reload.NewConnections,
            "Most connections of this listener. 0: only limits.max_connections counts."),
        K.Of("max_connections_per_address", Count, o => o.MaxConnectionsPerAddress,
            (o, v) => o with { MaxConnectionsPerAddress = (int)v }, Reload.NewConnections,
            "Most connections from one address (IPv6: from one /64). 0: no bound."),
        K.Of("new_connections_per_second", Count, o => o.NewConnectionsPerSecond,
            (o, v) => o with { NewConnectionsPerSecond = (int)v }, Reload.NewConnections,
            "New connections taken in a second, with a burst of twice that; more of them wait. 0: no bound."),
        K.Of("new_connections_per_second_per_address", Count, o => o.NewConnectionsPerSecondPerAddress,
            (o, v) => o with { NewConnectionsPerSecondPerAddress = (int)v },
            Reload.NewConnections, "New connections a second from one address, with a burst of twice that; more are closed. 0: no bound."),
        K.Of("limit_loopback", Bool, o => o.LimitLoopback, (o, v) => o with { LimitLoopback = v }, Reload.NewConnections,
            "Whether the rates and max_connections_per_address bind this very machine too."),
        K.Of("handshake_timeout", new DurationKind(TimeSpan.FromSeconds(1), Most.Timeout), o => o.HandshakeTimeout,
            (o, v) => o with { HandshakeTimeout = v },
            Reload.NewConnections, "From the accepted connection to the first MQTT byte: PROXY header, TLS and WebSocket upgrade share it."),
        K.Of("backlog", new IntegerKind(1, 65_535), o => o.Backlog, (o, v) => o with { Backlog = (int)v }, Reload.Restart,
            "Connections that the system holds until they are accepted; the system caps it (Linux: net.core.somaxconn)."),
        K.Of("unix_socket_mode", Mode, o => Convert.ToString((int)o.UnixSocketMode, 8).PadLeft(4, '0'),
            (o, v) => o with { UnixSocketMode = (UnixFileMode)Convert.ToInt32(v, 8) }, Reload.Restart,
            "Who may connect to a unix socket: the access mode of its file, in octal."),
    ];

    private static Member<ListenerOptions>[] Tables() =>
    [
        new TableOf<ListenerOptions, TlsOptions>("tls", TlsSection.Listener, o => o.Tls, (o, v) => o with { Tls = v },
            "TLS for the listener above. New files are taken up without a restart."),
        new TableOf<ListenerOptions, WebSocketOptions>("websocket", WebSocketSection.Rows, o => o.WebSocket, (o, v) => o with { WebSocket = v },
            "MQTT over WebSocket at the listener above."),
        new TableOf<ListenerOptions, ProxyProtocolOptions>("proxy_protocol", ProxyProtocolSection.Rows, o => o.ProxyProtocol, (o, v) => o with { ProxyProtocol = v },
            "For a listener behind a proxy that states the client's address."),
    ];

    private static IReadOnlyList<ListenerProtocols> Words(ListenerProtocols flags) =>
        [.. Enum.GetValues<ListenerProtocols>().Where(f => f != ListenerProtocols.None && flags.HasFlag(f))];

    private static WordsKind<ListenerProtocols> Protocols => new(
        "[\"mqtt\", \"websocket\"] or one of them",
        word => word switch
        {
            "mqtt" => (true, ListenerProtocols.Mqtt),
            "websocket" => (true, ListenerProtocols.WebSocket),
            _ => (false, default),
        },
        value => value == ListenerProtocols.Mqtt ? "mqtt" : "websocket",
        atLeastOne: true);

    private static WordsKind<ProtocolVersion> Versions => new(
        "one or more of [\"3.1\", \"3.1.1\", \"5.0\"]",
        word => word switch
        {
            "3.1" => (true, ProtocolVersion.V31),
            "3.1.1" => (true, ProtocolVersion.V311),
            "5.0" => (true, ProtocolVersion.V5),
            _ => (false, default),
        },
        value => value switch { ProtocolVersion.V31 => "3.1", ProtocolVersion.V311 => "3.1.1", _ => "5.0" },
        atLeastOne: true);

    private static TextKind Mode => new(
        "an octal mode such as \"0660\"",
        text => text is { Length: 3 or 4 } && text.All(c => c is >= '0' and <= '7') ? null : $"\"{text}\" is no mode");
}
