using System.Net.Security;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Tls;

/// <summary>One client's TLS.</summary>
internal sealed class ClientTlsStream(PipeStream below) : SslStream(below, leaveInnerStreamOpen: false)
{
    /// <summary>Why its certificate was turned down.</summary>
    public string? Rejection { get; set; }
}
