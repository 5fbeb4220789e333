namespace Gmqtt.Services;

/// <summary>One address at which clients are served.</summary>
/// <param name="Address">Where it listens in fact, with the port that the system chose for port 0.</param>
/// <param name="Protocols">What is spoken there, such as <c>mqtt</c>, <c>mqtts</c>, <c>ws</c>, <c>wss</c>.</param>
/// <param name="Connections">Connections it has now, those in a handshake included.</param>
/// <param name="AcceptedTotal">Connections let in since the start.</param>
/// <param name="RefusedTotal">Connections closed before they reached MQTT: caps, rates, protocol, TLS, PROXY header, WebSocket upgrade.</param>
public sealed record ListenerInfo(string Address, IReadOnlyList<string> Protocols, int Connections, long AcceptedTotal, long RefusedTotal);
