namespace Gmqtt.Host.Lifetime;

/// <summary>What the process is asked for from outside.</summary>
internal enum Signal
{
    /// <summary>SIGHUP: read the configuration again.</summary>
    Reload = 1,

    /// <summary>SIGINT, usually Ctrl-C.</summary>
    Interrupt = 2,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}
