using System.Globalization;

namespace Gmqtt.Chaos.Watch;

/// <summary>How many files and sockets a process may have open. .NET raises the soft limit to the hard one when it starts.</summary>
internal static class Descriptors
{
    internal static int Of(int pid)
    {
        const string Name = "Max open files";
        var soft = File.ReadLines($"/proc/{pid}/limits").First(l => l.StartsWith(Name, StringComparison.Ordinal))[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
    }
}
