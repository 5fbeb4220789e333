using Gmqtt.Broker;
using Gmqtt.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Stores.Tests.Engine;

/// <summary>One broker after another over the same state, on one clock.</summary>
internal sealed class Lives(Place place) : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private TestBroker? _broker;

    internal TestBroker Broker => _broker!;

    internal MortalStore Store { get; private set; } = null!;

    internal static async Task<Lives> BeginAsync(Place place, BrokerOptions? options = null)
    {
        var lives = new Lives(place);
        await lives.NextAsync(options);
        return lives;
    }

    /// <summary>kill -9, some time, and a start.</summary>
    internal async Task CrashAsync(TimeSpan away = default, BrokerOptions? options = null)
    {
        Store.Die();
        await Broker.DisposeAsync();
        _time.Advance(away);
        await NextAsync(options);
    }

    /// <summary>An orderly stop, some time, and a start.</summary>
    internal async Task RestartAsync(TimeSpan away = default, BrokerOptions? options = null)
    {
        await Broker.DisposeAsync();
        _time.Advance(away);
        await NextAsync(options);
    }

    /// <summary>A client with a session of an hour.</summary>
    internal Task<RawClient> ComeAsync(string clientId, int version = 5, bool clean = false)
        => Broker.ConnectAsync(clientId, version, clean, properties: version == 5 ? Packet.SessionExpiry(3600) : []);

    public async ValueTask DisposeAsync()
    {
        Store.LetGo();
        await Broker.DisposeAsync();
        await place.DisposeAsync();
    }

    private async Task NextAsync(BrokerOptions? options)
    {
        Store = new MortalStore(place.NewStore());
        _broker = await TestBroker.StartAsync(Store, _time, options);
    }
}
