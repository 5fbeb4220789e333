using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Listeners;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Host.Configuration.Options.NetworkOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[network]</c> table.</summary>
internal static class NetworkSection
{
    private static readonly ChoiceKind<TransportKind> Transport = new(
        ("auto", TransportKind.Auto), ("epoll", TransportKind.Epoll), ("sockets", TransportKind.Sockets));

    public static readonly Section<NetworkOptions> Rows = new(
        () => new NetworkOptions(),
        K.Of("transport", Transport, o => o.Transport, (o, v) => o with { Transport = v }, Reload.Restart,
            "Who moves the bytes: the broker's own epoll loops (Linux), or the sockets of .NET. auto: the first where there is Linux."),
        K.Of("io_threads", new IntegerKind(0, 1024), o => o.IoThreads, (o, v) => o with { IoThreads = (int)v }, Reload.Restart,
            "Threads that read and write, for epoll. 0: one for each processor."),
        K.Of("descriptor_reserve", new IntegerKind(16, 1_000_000), o => o.DescriptorReserve,
            (o, v) => o with { DescriptorReserve = (int)v }, Reload.Restart,
            "Files the process may still open when all connections are taken: for stores, plugins and logs."));
}
