using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Admission;
using Gmqtt.Listeners.Proxy;
using Gmqtt.Listeners.Sniffing;
using Gmqtt.Listeners.Tls;
using Gmqtt.Listeners.WebSockets;

namespace Gmqtt.Listeners.Arrivals;

/// <summary>
/// The way of a connection from accept to MQTT: PROXY header, then its first bytes, then TLS and again the first bytes, then the WebSocket
/// upgrade. Every step leaves unread what is not its own, and one that does not lead on says why in one log line.
/// </summary>
internal sealed class Reception(RefusalLog refusals, WebSocketGateway webSockets)
{
    /// <summary>The transport that speaks MQTT; null where there is none.</summary>
    public async ValueTask<ITransport?> ReceiveAsync(Arrival arrival)
    {
        var first = await SniffAsync(arrival.Raw);
        if (first == FirstBytes.Tls)
        {
            return await ReceiveTlsAsync(arrival);
        }

        var tls = arrival.Settings.Options.Tls;
        if (first is FirstBytes.Mqtt or FirstBytes.Http && tls is { Optional: false })
        {
            return Refuse(
                arrival,
                "plain",
                $"speaks {Name(first)} without TLS, but this listener requires TLS: connect with TLS, or set optional = true");
        }

        return await ReceiveContentAsync(arrival, arrival.Raw, first);
    }

    /// <summary>Reads the header of a trusted proxy; false where the connection is of no use.</summary>
    public async ValueTask<bool> ReadProxyHeaderAsync(Arrival arrival)
    {
        var options = arrival.Settings.Options.ProxyProtocol;
        var (header, error) = await ProxyGate.ReadAsync(arrival.Raw.Input, options.Mode);
        if (header is not { } stated)
        {
            if (error is not null || arrival.IsExpired)
            {
                Refuse(arrival, "proxy", error ?? "a trusted proxy sent no PROXY header in time");
            }

            return false;
        }

        var name = options.UsernameFromCertificate ? stated.CertificateCommonName : null;
        if (name is not null && CertificateUsername.Problem(name) is { } problem)
        {
            Refuse(arrival, "proxy-name", problem);
            return false;
        }

        arrival.Raw.CertificateUsername = name;
        arrival.Raw.RemoteEndPoint = stated.Source ?? arrival.Raw.RemoteEndPoint;
        return true;
    }

    private static async ValueTask<FirstBytes> SniffAsync(ITransport transport)
    {
        while (true)
        {
            var read = await transport.Input.ReadAsync();
            var first = Sniffer.Classify(read.Buffer);
            if (first != FirstBytes.TooFew || read.IsCompleted)
            {
                // Nothing taken, nothing looked at: the next reader gets the very same bytes, without waiting.
                transport.Input.AdvanceTo(read.Buffer.Start);
                return first;
            }

            transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static string Name(FirstBytes first) =>
        first switch
        {
            FirstBytes.Mqtt => "MQTT",
            FirstBytes.Http => "HTTP",
            FirstBytes.Ssh => "SSH",
            FirstBytes.Tls => "TLS",
            _ => "something that is neither a CONNECT packet, TLS nor HTTP",
        };

    private async Task<ITransport?> ReceiveTlsAsync(Arrival arrival)
    {
        var settings = arrival.Settings;
        if (settings.Tls is not { } context)
        {
            return Refuse(
                arrival,
                "tls",
                "speaks TLS, but this listener has no certificate: add [listeners.tls] with certificate and key, or connect without TLS");
        }

        var (secure, error) = await TlsReception.HandshakeAsync(context, settings.Options.Tls!, arrival.Raw);
        if (secure is null)
        {
            var late = $"TLS handshake not done in {settings.Options.HandshakeTimeout}";
            return Refuse(arrival, "handshake", arrival.IsExpired ? late : error!);
        }

        var inside = await ReceiveContentAsync(arrival, secure, await SniffAsync(secure));
        if (inside is null)
        {
            await secure.DisposeAsync();
        }

        return inside;
    }

    /// <summary>What comes after TLS, or instead of it.</summary>
    private async ValueTask<ITransport?> ReceiveContentAsync(Arrival arrival, ITransport transport, FirstBytes first)
    {
        var options = arrival.Settings.Options;
        switch (first)
        {
            case FirstBytes.Mqtt when (options.Protocols & ListenerProtocols.Mqtt) != 0:
                return transport;
            case FirstBytes.Http when (options.Protocols & ListenerProtocols.WebSocket) != 0:
                return await webSockets.UpgradeAsync(transport, options.WebSocket, reason => Refuse(arrival, "upgrade", reason));
            case FirstBytes.Mqtt or FirstBytes.Http:
                return Refuse(arrival, "protocol", $"speaks {Name(first)}, but this listener's protocols are {options.Protocols}");
            case FirstBytes.ProxyHeader:
                return Refuse(
                    arrival, "proxy", "sent a PROXY header, but proxy_protocol is off here or this address is not among the trusted ones");
            case FirstBytes.TooFew when arrival.IsExpired:
                return Refuse(arrival, "silent", $"sent nothing to tell a protocol by in {options.HandshakeTimeout}");
            case FirstBytes.TooFew:
                // Came and went: a port check.
                return null;
            default:
                return Refuse(arrival, "unknown", $"speaks {Name(first)}; closed");
        }
    }

    private ITransport? Refuse(Arrival arrival, string kind, string reason)
    {
        arrival.WasRefused = true;
        refusals.Write(arrival.Raw.RemoteEndPoint, arrival.Settings.Options.Address, kind, reason);
        return null;
    }
}
