namespace Gmqtt.Host;

/// <summary>What the process says to its parent.</summary>
internal static class ExitCode
{
    /// <summary>A clean stop; nothing wrong with the configuration.</summary>
    public const int Ok = 0;

    /// <summary>It could not start, or could not go on: an address is in use, for example.</summary>
    public const int Failure = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is wrong (EX_CONFIG of sysexits.h).</summary>
    public const int Configuration = 78;

    /// <summary>Ended at once by a signal, as a shell would report it: 128 and the signal's number.</summary>
    public static int Signal(int number) => 128 + number;
}
