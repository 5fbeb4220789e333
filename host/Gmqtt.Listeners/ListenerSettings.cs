using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Tls;

namespace Gmqtt.Listeners;

/// <summary>
/// A listener's options made ready: read address, loaded certificate. A reload swaps it as a whole; a connection keeps the one it came in
/// with.
/// </summary>
internal sealed record ListenerSettings(ListenerOptions Options, ListenerAddress Address, ListenerPolicy Policy, TlsContext? Tls);
