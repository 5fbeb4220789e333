using System.Text.Json;
using Gmqtt.Interop.Tests.Processes;

namespace Gmqtt.Interop.Tests.Mosquitto;

/// <summary>A message as mosquitto_sub prints it with -F %j.</summary>
internal sealed record Printed(string Topic, string Payload, int QoS, bool Retain, JsonElement Json)
{
    public static Printed Parse(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        var payload = json.GetProperty("payload");
        return new Printed(
            json.GetProperty("topic").GetString()!,
            payload.ValueKind == JsonValueKind.Null ? string.Empty : payload.GetString()!,
            json.GetProperty("qos").GetInt32(),
            json.GetProperty("retain").GetInt32() == 1,
            json);
    }

    /// <summary>The next message of a process that has printed this many.</summary>
    public static async Task<Printed> AtAsync(ClientProcess process, int index) => Parse(await process.Output.AtAsync(index));
}
