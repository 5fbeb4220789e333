using System.Net;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Listeners.ProxyProtocolOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[listeners.proxy_protocol]</c> table.</summary>
internal static class ProxyProtocolSection
{
    private static readonly ChoiceKind<ProxyProtocolMode> Mode = new(
        ("off", ProxyProtocolMode.Off), ("v1", ProxyProtocolMode.V1), ("v2", ProxyProtocolMode.V2), ("any", ProxyProtocolMode.Any));

    private static readonly WordsKind<IPNetwork> Networks = new(
        "networks such as [\"10.0.0.0/8\", \"192.0.2.7/32\"]", text => (IPNetwork.TryParse(text, out var network), network), network => network.ToString());

    public static readonly Section<ProxyProtocolOptions> Rows = new(
        () => new ProxyProtocolOptions(),
        K.Of("mode", Mode, o => o.Mode, (o, v) => o with { Mode = v }, Reload.NewConnections, "Which versions of the PROXY protocol are read."),
        K.Of("trusted", Networks, o => o.Trusted, (o, v) => o with { Trusted = v }, Reload.NewConnections,
            "Networks the proxies are in: their connections must begin with a PROXY header, all others must not."),
        K.Of("username_from_certificate", new BoolKind(), o => o.UsernameFromCertificate,
            (o, v) => o with { UsernameFromCertificate = v }, Reload.NewConnections,
            "Whether the common name of the client certificate that the proxy verified is the user name."));
}
