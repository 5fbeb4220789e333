namespace Gmqtt.Auth.Guards;

/// <summary>Who keeps clients out before anybody looks at their password.</summary>
/// <param name="Bans">Those who are banned.</param>
/// <param name="Addresses">Failed logins by address.</param>
/// <param name="Users">Failed logins by user.</param>
/// <param name="Connects">Connections by client.</param>
internal sealed record EntryGuards(BanList Bans, AttemptLimit Addresses, AttemptLimit Users, AttemptLimit Connects);
