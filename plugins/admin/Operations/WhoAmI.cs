namespace Gmqtt.Admin.Operations;

/// <summary>Who asks, and of whom.</summary>
internal sealed record WhoAmI(string Name, string Role, string Version, DateTimeOffset StartedAt, DateTimeOffset Now);
