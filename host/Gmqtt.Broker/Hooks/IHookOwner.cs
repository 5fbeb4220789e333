namespace Gmqtt.Broker.Hooks;

/// <summary>
/// Whoever's life stands still while one of its hooks runs: a connection while its packet is handled, a session while its Client Identifier's slot is held.
/// A hook may end the session it is called for, and must not wait for what can only come after it: so whoever would wait asks here first.
/// </summary>
internal interface IHookOwner
{
    /// <summary>Whether a hook runs now. Written by the owner's own flow alone, read by anybody.</summary>
    bool IsInHook { get; set; }
}
