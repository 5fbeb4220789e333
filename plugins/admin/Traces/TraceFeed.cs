using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Gmqtt.Admin.Http;
using Gmqtt.Admin.Json;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.Admin.Traces;

/// <summary>What a trace saw, as it happens or as a file.</summary>
internal static class TraceFeed
{
    internal const string JsonLines = "application/jsonl";
    private const int AtOnce = 100;

    internal static async IAsyncEnumerable<SseItem<string>> Follow(Trace trace, long after, TimeProvider time, [EnumeratorCancellation] CancellationToken ended)
    {
        yield return new SseItem<string>("{}", "heartbeat");
        while (true)
        {
            var isOver = !trace.IsRunning;
            var read = trace.Read(after, AtOnce);
            if (read.Missed > 0) yield return new SseItem<string>($$"""{"dropped":{{read.Missed}}}""", "dropped");
            foreach (var record in read.Records)
                yield return new SseItem<string>(JsonSerializer.Serialize(record, AdminJson.Default.TraceRecord), "record") { EventId = $"{record.Seq}" };
            after = read.Records.Count > 0 ? read.Records[^1].Seq : after + read.Missed;
            if (read.Records.Count > 0) continue;
            if (isOver)
            {
                yield return new SseItem<string>("{}", "ended");
                yield break;
            }

            if (!await EventStreams.WaitAsync(Task.WhenAny(read.Changed, trace.Ended), time, ended)) yield return new SseItem<string>("{}", "heartbeat");
        }
    }

    internal static IResult Download(Trace trace) => Results.Stream(async body =>
    {
        await LineAsync(body, JsonSerializer.SerializeToUtf8Bytes(new TraceAnswer(trace.Describe()), AdminJson.Default.TraceAnswer));
        var after = 0L;
        while (trace.Read(after, AtOnce).Records is { Count: > 0 } records)
        {
            foreach (var record in records) await LineAsync(body, JsonSerializer.SerializeToUtf8Bytes(record, AdminJson.Default.TraceRecord));
            after = records[^1].Seq;
        }
    }, JsonLines, $"trace-{trace.Id}.jsonl");

    private static async Task LineAsync(Stream body, byte[] json)
    {
        await body.WriteAsync(json);
        await body.WriteAsync("\n"u8.ToArray());
    }
}
