namespace Gmqtt.PluginHost.Api.Access;

/// <summary>What holds for the connections of one endpoint; a feature of each.</summary>
/// <param name="Hosts">Which Host headers it answers.</param>
/// <param name="CertificateRole">What a verified client certificate allows without a token; null for nothing.</param>
internal sealed record EndpointRules(HostNames Hosts, ApiRole? CertificateRole);
