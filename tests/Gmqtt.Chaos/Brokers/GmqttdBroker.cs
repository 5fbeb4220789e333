using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gmqtt.Chaos.Brokers;

/// <summary>gmqttd, as it was built.</summary>
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
            {(options.IsTls ? Tls(directory) : "")}
            [plugin_host]
            dir = "{plugins}"
            [mqtt]
            {options.Mqtt}
            {options.Tables}
            [persistence]
            {options.Persistence}
            """);
    }

    private static string Tls(string directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(directory, "certificate.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return $"""
            [listeners.tls]
            cert = "{file}"
            """;
    }

    protected override Child Begin()
    {
        string[] command = [.. _options.Wrapper, _options.Program ?? Path.Combine(AppContext.BaseDirectory, "gmqttd"), "start", "--config", _file];
        // .NET reads the limit of its group once, when it starts: so the shell joins, and becomes the broker.
        if (_options.ControlGroup is { } group) command = ["/bin/sh", "-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", group, .. command];
        return Child.Start(command[0], command[1..], Path.Combine(Directory, "broker.log"), Ready, _options.Environment);
    }

    protected override int PortOf(string readyLine)
        => int.Parse(readyLine.Split(Ready)[1].Split(' ', ',')[0].Split(':')[^1], CultureInfo.InvariantCulture);
}
