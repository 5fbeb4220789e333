namespace Gmqtt.Chaos.Brokers;

/// <summary>Debian's mosquitto with its persistence switched on and nothing else changed but bounds: known to lose what it acknowledged, so that the harness can show that it sees it.</summary>
internal sealed class MosquittoBroker(string directory, string options = "persistence true") : BrokerUnderTest(directory)
{
    /// <summary>Everything at once, and as little of its own as can be.</summary>
    internal const string ToCompare = "sys_interval 0\nallow_duplicate_messages true\nset_tcp_nodelay true\nmax_inflight_messages 0";

    private int _port;

    protected override Child Begin()
    {
        _port = FreePort();
        var file = Path.Combine(Directory, "mosquitto.conf");
        File.WriteAllText(
            file,
            $"""
            listener {_port} 127.0.0.1
            allow_anonymous true
            {options}
            persistence_location {Directory}/
            max_queued_messages 0
            max_queued_bytes 0
            user root

            """);
        return Child.Start("mosquitto", ["-c", file], Path.Combine(Directory, "broker.log"), " running");
    }

    protected override int PortOf(string readyLine) => _port;
}
