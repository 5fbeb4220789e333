namespace Gmqtt.Dashboard.Tests.Running;

/// <summary>What most tests look at: a broker with the admin plugin, and another one to look after.</summary>
public sealed class Plant : IAsyncLifetime
{
    private Gmqttd? _broker;

    internal Chromium Chromium { get; } = new();

    internal Gmqttd Broker => _broker ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        await Chromium.InitializeAsync();
        _broker = await Gmqttd.StartAsync(["admin", "hello-http"]);
    }

    public async Task DisposeAsync()
    {
        if (_broker is not null) await _broker.DisposeAsync();
        await Chromium.DisposeAsync();
    }
}

/// <summary>The tests that share the plant; one after the other, because they share two cores, too.</summary>
[CollectionDefinition(Name)]
public sealed class InPlant : ICollectionFixture<Plant>
{
    internal const string Name = "plant";
}
