using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests;

/// <summary>One broker for tests that leave nothing behind.</summary>
public sealed class SharedBroker : IAsyncLifetime
{
    public TestBroker Broker { get; private set; } = null!;

    public async Task InitializeAsync() => Broker = await Api.StartAsync();

    public async Task DisposeAsync() => await Broker.DisposeAsync();
}
