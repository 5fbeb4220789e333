using System.Globalization;

namespace Gmqtt.Chaos.Drops;

/// <summary>What the kernel knows of connections, proc_net_tcp(5).</summary>
internal static class SocketTable
{
    private static readonly string[] Files = ["/proc/net/tcp", "/proc/net/tcp6"];

    private const string Established = "01";

    /// <summary>Whether nobody has closed the socket at a port that is connected to another, not even for one direction.</summary>
    internal static bool IsOpen(int port, int peer) => Find(port, peer) is { } row && row[3] == Established;

    /// <summary>Whether a process still has it; what the kernel finishes by itself belongs to no inode.</summary>
    internal static bool IsHeld(int port, int peer) => Find(port, peer) is { } row && row[9] != "0";

    private static string[]? Find(int port, int peer)
        => Files.SelectMany(f => File.ReadLines(f).Skip(1)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(row => PortOf(row[1]) == port && PortOf(row[2]) == peer);

    private static int PortOf(string address) => int.TryParse(address.Split(':')[^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port) ? port : -1;
}
