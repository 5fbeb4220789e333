using Gmqtt.Services;

namespace Gmqtt.Admin.Overview;

/// <summary>A point for whoever asks now and then: made anew when the last is a second old, so that two who ask do not make each other's rates meaningless.</summary>
internal sealed class OverviewNow(IServer server, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly OverviewRates _rates = new(server, time);
    private OverviewPoint? _point;
    private long _at;

    internal OverviewPoint Read()
    {
        lock (_gate)
        {
            if (_point is not null && time.GetElapsedTime(_at) < Age) return _point;
            _at = time.GetTimestamp();
            return _point = _rates.Next();
        }
    }
}
