using System.Net;

namespace Gmqtt.Listeners;

/// <summary>One listener at one moment.</summary>
/// <param name="Address">As configured.</param>
/// <param name="BoundEndPoint">Where it listens in fact: the port that the system chose for port 0.</param>
/// <param name="Connections">Connections it has, those in a handshake included.</param>
/// <param name="Accepted">Connections let in since the start.</param>
/// <param name="Refused">Connections closed before they reached MQTT: caps, rates, protocol, TLS, PROXY header, WebSocket upgrade.</param>
public sealed record ListenerStatus(string Address, EndPoint BoundEndPoint, int Connections, long Accepted, long Refused);
