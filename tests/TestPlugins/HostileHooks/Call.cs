using Gmqtt.Clients;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>One call of a hook, whichever.</summary>
internal sealed record Call(string Hook, string ClientId, IClient? Client, object? Request, Func<ValueTask> Next);
