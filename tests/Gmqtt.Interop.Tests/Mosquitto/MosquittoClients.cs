using System.Globalization;
using System.Net;
using Gmqtt.Interop.Tests.Live;
using Gmqtt.Interop.Tests.Processes;

namespace Gmqtt.Interop.Tests.Mosquitto;

/// <summary>mosquitto_pub and mosquitto_sub, pointed at one of a broker's listeners.</summary>
internal sealed class MosquittoClients
{
    private readonly LiveBroker _broker;
    private readonly string[] _address;

    private MosquittoClients(LiveBroker broker, params string[] address)
    {
        _broker = broker;
        _address = address;
    }

    public static MosquittoClients Plain(LiveBroker broker) => new(broker, At(broker.Plain));

    public static MosquittoClients Tls(LiveBroker broker) => new(broker, [.. At(broker.Tls), "--cafile", broker.Certificates.RootFile]);

    public static MosquittoClients WithCertificate(LiveBroker broker, (string File, string KeyFile) certificate) =>
        new(broker, [.. At(broker.ClientCertificates), "--cafile", broker.Certificates.RootFile, "--cert", certificate.File, "--key", certificate.KeyFile]);

    public static MosquittoClients Unix(LiveBroker broker) => new(broker, "--unix", broker.UnixPath);

    /// <summary>Any listener, any further options.</summary>
    public static MosquittoClients Other(LiveBroker broker, IPEndPoint endPoint, params string[] more) => new(broker, [.. At(endPoint), .. more]);

    /// <summary>Starts mosquitto_sub and waits until the broker has its subscription. It prints each message as one line of JSON.</summary>
    public async Task<ClientProcess> SubscribeAsync(string version, string clientId, string filter, params string[] more)
    {
        var process = StartSub(version, clientId, ["-t", filter, "-F", "%j", .. more]);
        try
        {
            var subscribed = _broker.SubscribedAsync(clientId, filter);

            // A wrong option ends it at once, and its own words say which.
            if (await Task.WhenAny(subscribed, process.Ended) != subscribed) await process.SucceedAsync();
            await subscribed;
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts mosquitto_sub.</summary>
    public ClientProcess StartSub(string version, string clientId, params string[] arguments) =>
        ClientProcess.Start(Tool.MosquittoSub, [.. _address, "-V", version, "-i", clientId, .. arguments]);

    /// <summary>Runs mosquitto_pub, which must succeed.</summary>
    public async Task PublishAsync(string version, params string[] arguments)
    {
        await using var process = StartPub(version, arguments);
        await process.SucceedAsync();
    }

    /// <summary>Runs mosquitto_pub with one message for each line.</summary>
    public async Task PublishLinesAsync(string version, string topic, int qos, IEnumerable<string> lines)
    {
        string[] arguments = [.. _address, "-V", version, "-t", topic, "-q", qos.ToString(CultureInfo.InvariantCulture), "-l"];
        await using var process = ClientProcess.Start(Tool.MosquittoPub, arguments, input: string.Concat(lines.Select(line => line + "\n")));
        await process.SucceedAsync();
    }

    /// <summary>Starts mosquitto_pub.</summary>
    public ClientProcess StartPub(string version, params string[] arguments) =>
        ClientProcess.Start(Tool.MosquittoPub, [.. _address, "-V", version, .. arguments]);

    private static string[] At(IPEndPoint endPoint) => ["-h", endPoint.Address.ToString(), "-p", endPoint.Port.ToString(CultureInfo.InvariantCulture)];
}
