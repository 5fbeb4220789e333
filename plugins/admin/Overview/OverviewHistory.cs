using System.Text.Json;
using Gmqtt.Services;

namespace Gmqtt.Admin.Overview;

/// <summary>Columns of points: <c>series</c> has one array for each figure, as long as <c>time</c>; null where there was nothing to measure.</summary>
internal sealed record OverviewSeries(string Range, int StepSeconds, IReadOnlyList<long> Time, IReadOnlyDictionary<string, double?[]> Series);

/// <summary>The last hour every ten seconds, the last day every minute. In memory: it begins anew with the plugin.</summary>
internal sealed class OverviewHistory
{
    internal const string Hour = "1h";
    internal const string Day = "24h";
    internal static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private const int MinuteInSteps = 6;
    private const int StepsOfAnHour = 360;
    private const int MinutesOfADay = 1_440;

    private static readonly (string Name, Func<OverviewPoint, double?> Value)[] Columns =
    [
        (nameof(OverviewPoint.MessagesIn), p => p.MessagesIn),
        (nameof(OverviewPoint.MessagesOut), p => p.MessagesOut),
        (nameof(OverviewPoint.MessagesDropped), p => p.MessagesDropped),
        (nameof(OverviewPoint.BytesIn), p => p.BytesIn),
        (nameof(OverviewPoint.BytesOut), p => p.BytesOut),
        (nameof(OverviewPoint.PacketsIn), p => p.PacketsIn),
        (nameof(OverviewPoint.PacketsOut), p => p.PacketsOut),
        (nameof(OverviewPoint.Connections), p => p.Connections),
        (nameof(OverviewPoint.SessionsOffline), p => p.SessionsOffline),
        (nameof(OverviewPoint.Subscriptions), p => p.Subscriptions),
        (nameof(OverviewPoint.Retained), p => p.Retained),
        (nameof(OverviewPoint.Queued), p => p.Queued),
        (nameof(OverviewPoint.Inflight), p => p.Inflight),
        (nameof(OverviewPoint.Connects), p => p.Connects),
        (nameof(OverviewPoint.Refused), p => p.Refused),
        (nameof(OverviewPoint.QueuedBytes), p => p.QueuedBytes),
        (nameof(OverviewPoint.DeliveryP50Ms), p => p.DeliveryP50Ms),
        (nameof(OverviewPoint.DeliveryP99Ms), p => p.DeliveryP99Ms),
        (nameof(OverviewPoint.Cpu), p => p.Cpu),
        (nameof(OverviewPoint.WorkingSetBytes), p => p.WorkingSetBytes),
        (nameof(OverviewPoint.GcHeapBytes), p => p.GcHeapBytes),
    ];

    private readonly Lock _gate = new();
    private readonly Queue<OverviewPoint> _steps = new(StepsOfAnHour);
    private readonly Queue<OverviewPoint> _minutes = new(MinutesOfADay);
    private readonly OverviewRates _stepRates;
    private readonly OverviewRates _minuteRates;
    private int _ticks;

    internal OverviewHistory(IServer server, TimeProvider time)
    {
        _stepRates = new OverviewRates(server, time);
        _minuteRates = new OverviewRates(server, time);
    }

    /// <summary>Adds what happened since the tick before; called every <see cref="Step"/>.</summary>
    internal void Tick()
    {
        lock (_gate)
        {
            Add(_steps, _stepRates.Next(), StepsOfAnHour);
            if (++_ticks % MinuteInSteps == 0) Add(_minutes, _minuteRates.Next(), MinutesOfADay);
        }
    }

    internal OverviewSeries Read(bool wholeDay)
    {
        OverviewPoint[] points;
        lock (_gate) points = [.. wholeDay ? _minutes : _steps];
        var step = (int)(wholeDay ? Step * MinuteInSteps : Step).TotalSeconds;
        return new OverviewSeries(
            wholeDay ? Day : Hour,
            step,
            [.. points.Select(p => p.Time)],
            Columns.ToDictionary(c => JsonNamingPolicy.SnakeCaseLower.ConvertName(c.Name), c => Array.ConvertAll(points, p => c.Value(p))));
    }

    private static void Add(Queue<OverviewPoint> points, OverviewPoint point, int most)
    {
        if (points.Count == most) points.Dequeue();
        points.Enqueue(point);
    }
}
