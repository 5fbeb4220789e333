using Gmqtt.Admin.Http;
using Gmqtt.Clients;
using Microsoft.AspNetCore.Mvc;

namespace Gmqtt.Admin.Clients;

/// <summary>Which clients; conditions are combined with and.</summary>
internal sealed class ClientSearch
{
    /// <summary>Exactly this client.</summary>
    [FromQuery(Name = "client_id")]
    public string? ClientId { get; init; }

    /// <summary>Client identifiers that begin so.</summary>
    [FromQuery(Name = "prefix")]
    public string? Prefix { get; init; }

    /// <summary>Part of the client identifier or the user name, in upper or lower case.</summary>
    [FromQuery(Name = "search")]
    public string? Search { get; init; }

    /// <summary>Exactly this user name.</summary>
    [FromQuery(Name = "username")]
    public string? Username { get; init; }

    /// <summary>Addresses that begin so; connected clients only.</summary>
    [FromQuery(Name = "address")]
    public string? Address { get; init; }

    /// <summary>Only those with, or without, a connection.</summary>
    [FromQuery(Name = "connected")]
    public bool? Connected { get; init; }

    /// <summary>3, 4 or 5; connected clients only.</summary>
    [FromQuery(Name = "version")]
    public int? Version { get; init; }

    /// <summary>Whether every session fits.</summary>
    internal bool IsEmpty => Needs(ClientId) is null && Needs(Prefix) is null && Needs(Search) is null && Needs(Username) is null && Needs(Address) is null && Connected is null && Version is null;

    /// <summary>Whether fitting can only be told with the connection at hand.</summary>
    internal bool NeedsConnection => Needs(Address) is not null || Version is not null;

    internal void Check()
    {
        if (Version is not null and not (3 or 4 or 5)) throw RequestRefusedException.BadField("version", "3, 4 or 5");
    }

    internal bool Fits(SessionInfo session)
        => (Needs(ClientId) is not { } id || session.ClientId == id)
            && (Needs(Prefix) is not { } prefix || session.ClientId.StartsWith(prefix, StringComparison.Ordinal))
            && (Needs(Search) is not { } part || Has(session.ClientId, part) || Has(session.Username, part))
            && (Needs(Username) is not { } name || session.Username == name)
            && (Connected is not { } connected || session.IsConnected == connected);

    internal bool Fits(IClient? client)
        => !NeedsConnection
            || (client is not null
                && (Needs(Address) is not { } address || ClientShape.Text(client.RemoteEndPoint).StartsWith(address, StringComparison.OrdinalIgnoreCase))
                && (Version is not { } version || (int)client.Version == version));

    /// <summary>An empty text is a box left empty.</summary>
    private static string? Needs(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
