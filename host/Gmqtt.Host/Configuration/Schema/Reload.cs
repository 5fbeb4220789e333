namespace Gmqtt.Host.Configuration.Schema;

/// <summary>When a changed value takes effect after a reload.</summary>
internal enum Reload
{
    /// <summary>At once, for all.</summary>
    AtOnce,

    /// <summary>For connections made from then on; the others keep what was negotiated with them.</summary>
    NewConnections,

    /// <summary>At the next start.</summary>
    Restart,
}
