using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners;

/// <summary>A listener's options made ready: read addresses, loaded certificates. A reload swaps it as a whole; a connection keeps the one it came in with.</summary>
internal sealed record ListenerSettings(ListenerOptions Options, ListenerAddress Address, ListenerPolicy Policy)
{
    public void ReloadCertificates() => _ = Options.Tls;
}
