using System.Globalization;

namespace Gmqtt.Chaos.Brokers;

/// <summary>gmqttd, with queues that are not full before the disk is: a message that a bound dropped would look lost.</summary>
internal class GmqttdBroker : BrokerUnderTest
{
    private const string Ready = "ready listeners=";
    private readonly GmqttdOptions _options;
    private readonly string _file;

    internal GmqttdBroker(string directory, GmqttdOptions options)
        : base(directory)
    {
        _options = options;
        _file = Path.Combine(directory, "gmqtt.toml");
        var plugins = System.IO.Directory.CreateDirectory(Path.Combine(directory, "plugins")).FullName;
        File.WriteAllText(
            _file,
            $"""
            allow_anonymous = true
            [[listeners]]
            address = "127.0.0.1:0"
            [plugin_host]
            dir = "{plugins}"
            [mqtt]
            session_expiry = "30d"
            message_expiry = "0s"
            inflight_expiry = "0s"
            max_queued_messages = 10000000
            max_queued_bytes = "16GiB"
            {options.Tables}
            [persistence]
            {options.Persistence}
            """);
    }

    protected override Child Begin() => Child.Start(
        _options.Program ?? Path.Combine(AppContext.BaseDirectory, "gmqttd"), ["start", "--config", _file], Path.Combine(Directory, "broker.log"), Ready, _options.Environment);

    protected override int PortOf(string readyLine)
        => int.Parse(readyLine.Split(Ready)[1].Split(' ', ',')[0].Split(':')[^1], CultureInfo.InvariantCulture);
}
