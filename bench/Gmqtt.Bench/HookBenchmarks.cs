using BenchmarkDotNet.Attributes;
using Gmqtt.Broker.Hooks;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.PluginHost.Gates;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Bench;

/// <summary>
/// What plugins cost per message: nobody wraps the hook, one plugin or three pass it on, behind the guards that every plugin is behind. The plugins' own lambdas are
/// compiled as anybody's; in a collectible load context they are up to two times slower.
/// </summary>
[MemoryDiagnoser]
public class HookBenchmarks
{
    private static readonly IClient Client = null!;
    private static readonly Message Message = new() { TopicName = "a/b", Payload = new byte[64] };
    private readonly MsgArrivedRequest _request = new(Message);
    private HookSet _hooks = HookSet.Empty;

    [Params(0, 1, 3)]
    public int Plugins { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        if (Plugins > 0) _hooks = new HookSet([.. Enumerable.Range(0, Plugins).Select(PassThrough)]);
    }

    [Benchmark]
    public bool OnMsgArrived() => _hooks.OnMsgArrived is not { } hook || hook(Client, _request, default).IsCompletedSuccessfully;

    [Benchmark]
    public bool OnDeliver() => _hooks.OnDeliver is not { } hook || hook(Client, new Delivery { TopicName = "a/b", PublisherId = "" });

    [Benchmark]
    public void OnDelivered() => _hooks.OnDelivered?.Invoke(Client, Message);

    private static HookWrapper PassThrough(int position)
    {
        var gate = new PluginGate(
            $"p{position}", new GateOptions(), new PluginScheduler($"p{position}", NullLogger.Instance), NullLogger.Instance, TimeProvider.System);
        return GuardedHooks.Guard(gate, position, new HookWrapper
        {
            OnMsgArrived = next => (client, request, cancellationToken) => next(client, request, cancellationToken),
            OnDeliver = next => (client, delivery) => next(client, delivery),
            OnDelivered = next => (client, message) => next(client, message),
        });
    }
}
