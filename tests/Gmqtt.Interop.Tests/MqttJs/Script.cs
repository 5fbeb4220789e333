using System.Text.Json.Nodes;
using Gmqtt.Interop.Tests.Live;
using Gmqtt.Interop.Tests.Processes;

namespace Gmqtt.Interop.Tests.MqttJs;

/// <summary>Runs one of js/*.mjs against a broker.</summary>
internal static class Script
{
    /// <summary>Runs a script to its end, which must be a good one.</summary>
    /// <param name="broker">Where to.</param>
    /// <param name="name">Its file's name without .mjs.</param>
    /// <param name="scheme">mqtt, mqtts, ws or wss.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <returns>The lines it has printed, each as JSON without blanks.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(LiveBroker broker, string name, string scheme, int version)
    {
        var folder = await NodeModules.InstalledAsync();
        string[] arguments = [name + ".mjs", Address(broker, scheme), $"{version}", broker.Certificates.RootFile];
        await using var node = ClientProcess.Start(Tool.Node, arguments, folder);
        return [.. (await node.SucceedAsync()).Select(line => JsonNode.Parse(line)!.ToJsonString(Unescaped))];
    }

    private static readonly System.Text.Json.JsonSerializerOptions Unescaped = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Address(LiveBroker broker, string scheme) =>
        scheme switch
        {
            "mqtt" => $"mqtt://{broker.Plain}",
            "mqtts" => $"mqtts://{broker.Tls}",
            "ws" => $"ws://{broker.Plain}/mqtt",
            "wss" => $"wss://{broker.Tls}/mqtt",
            _ => throw new ArgumentOutOfRangeException(nameof(scheme), scheme, "no such scheme"),
        };
}
