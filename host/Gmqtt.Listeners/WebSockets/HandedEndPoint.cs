using System.Net;

namespace Gmqtt.Listeners.WebSockets;

/// <summary>The address that Kestrel "binds": connections come to it by hand.</summary>
internal sealed class HandedEndPoint : EndPoint
{
    public override string ToString() => "http://gmqtt-websocket";
}
