using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;

namespace Gmqtt.Host.Configuration.Checks;

/// <summary>Refuses a listener that the whole network can reach while nobody asks who is there, until somebody says that this is meant.</summary>
internal static class OpenListeners
{
    public static void Check(HostOptions options, Reading reading, Func<HostOptions, bool> authenticates)
    {
        if (options.AllowAnonymous is true || !options.Listeners.Any(IsUnanswered) || authenticates(options))
        {
            return;
        }

        foreach (var (listener, i) in options.Listeners.Select((l, i) => (l, i)).Where(l => IsUnanswered(l.l)))
        {
            reading.Complain(reading.OriginOf($"listeners.{i}.address"), $"listeners.{i}.address", Explain(listener.Address));
        }
    }

    /// <summary>
    /// Whether clients without a name are let in by a listener; an answer in the file counts, else only this machine's are, and only while no plugin
    /// authenticates.
    /// </summary>
    public static bool AllowsAnonymous(ListenerOptions listener, HostOptions options, bool authenticates) =>
        listener.AllowAnonymous ?? options.AllowAnonymous ?? (!authenticates && (IsLocal(listener) || AsksForCertificate(listener)));

    /// <summary>Whether only this machine reaches a listener.</summary>
    public static bool IsLocal(ListenerOptions listener) => !ListenerAddress.TryParse(listener.Address, out var address, out _) || address!.IsLoopback;

    private static bool IsUnanswered(ListenerOptions listener) =>
        listener.AllowAnonymous is not true && !AsksForCertificate(listener) && !IsLocal(listener);

    /// <summary>A client whose certificate was verified has said who it is.</summary>
    private static bool AsksForCertificate(ListenerOptions listener) => listener.Tls is { RequireClientCertificate: true, Optional: false };

    private static string Explain(string address)
    {
        var local = "127.0.0.1" + address[address.LastIndexOf(':')..];
        return $"""
            {address} can be reached from other machines, and nothing asks clients who they are. Write one of these:
              only this machine may connect:
                address = "{local}"
              clients have names and passwords (needs the auth plugin in the plugin folder):
                plugin_order = ["auth"]
              everybody who can reach it may do everything:
                allow_anonymous = true
            """;
    }
}
