namespace Gmqtt.Host;

/// <summary>The broker cannot start for a reason that an administrator can remove; the message says how.</summary>
internal sealed class StartException : Exception
{
    /// <summary>What the process says to its parent.</summary>
    public int ExitCode { get; init; } = Host.ExitCode.Failure;

    public StartException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
