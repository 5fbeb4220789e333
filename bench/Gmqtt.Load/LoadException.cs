namespace Gmqtt.Load;

/// <summary>The load cannot be brought, or the broker broke the protocol.</summary>
internal sealed class LoadException(string message) : Exception(message);
