using System.Collections.Immutable;
using Gmqtt.Services;

namespace Gmqtt.Broker;

/// <summary>Where parts of the broker say what is not as it should be; plugins read it as <see cref="IServer.Health"/>. Safe from any thread.</summary>
public sealed class BrokerHealth
{
    private readonly TimeProvider _time;
    private ImmutableDictionary<string, HealthCondition> _conditions = ImmutableDictionary<string, HealthCondition>.Empty;
    private volatile HealthState _phase = HealthState.Starting;

    internal BrokerHealth(TimeProvider time) => _time = time;

    /// <summary>How the broker is, now.</summary>
    public ServerHealth Current
    {
        get
        {
            var conditions = Volatile.Read(ref _conditions);
            var state = _phase == HealthState.Ready && !conditions.IsEmpty ? HealthState.Degraded : _phase;
            return new ServerHealth(state, [.. conditions.Values.OrderBy(c => c.Name, StringComparer.Ordinal)]);
        }
    }

    /// <summary>Says that something is not as it should be; saying it again with another sentence keeps the time when it began.</summary>
    /// <param name="name">What it is about, such as <c>store</c>.</param>
    /// <param name="sentence">What is wrong and what it means.</param>
    public void Report(string name, string sentence)
    {
        var now = _time.GetUtcNow();
        ImmutableInterlocked.AddOrUpdate(ref _conditions, name, new HealthCondition(name, sentence, now), (_, known) => known with { Sentence = sentence });
    }

    /// <summary>Says that it is well again.</summary>
    /// <param name="name">What was reported.</param>
    public void Clear(string name) => ImmutableInterlocked.TryRemove(ref _conditions, name, out _);

    /// <summary>Clients are not served yet, from now on are, or are not any more: whoever opens the listeners knows.</summary>
    /// <param name="phase">Starting, Ready or Stopping; that it is degraded, conditions say.</param>
    public void Enter(HealthState phase) => _phase = phase;
}
