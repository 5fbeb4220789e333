using Gmqtt.Broker;
using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>A test with brokers of its own. It ends with every broker stopped in good order and no error line in its log.</summary>
public abstract class BrokerTest : IAsyncLifetime
{
    private readonly List<TestBroker> _brokers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var broker in _brokers)
        {
            await broker.DisposeAsync();
            Assert.Empty(broker.Log.Errors);
        }
    }

    protected Task<TestBroker> StartAsync(params HookWrapper[] hooks) => StartAsync(TestBroker.Defaults, hooks);

    protected Task<TestBroker> StartAsync(Func<MqttOptions, MqttOptions> change, params HookWrapper[] hooks)
        => StartAsync(TestBroker.Defaults with { Mqtt = change(TestBroker.Defaults.Mqtt) }, hooks);

    protected async Task<TestBroker> StartAsync(BrokerOptions options, params HookWrapper[] hooks)
    {
        var broker = await TestBroker.StartAsync(options, hooks);
        _brokers.Add(broker);
        return broker;
    }
}
