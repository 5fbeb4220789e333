using Gmqtt.Broker.Stores;
using Gmqtt.Mqtt;
using Gmqtt.Services;
using Gmqtt.Testing;

namespace Gmqtt.Stores.Tests.Engine;

/// <summary>Nothing that promises something leaves before it is stored; what promises nothing is not held up by it.</summary>
public sealed class HeldAcknowledgementTests : IAsyncLifetime
{
    private Lives _lives = null!;
    private RawClient _subscriber = null!;
    private RawClient _publisher = null!;

    public async Task InitializeAsync()
    {
        _lives = await Lives.BeginAsync(new RamPlace());
        _subscriber = await _lives.ComeAsync("s");
        await _subscriber.SubscribeAsync("t", 2);
        _publisher = await _lives.ComeAsync("p");
        await _publisher.SubscribeAsync("fence");
        await _subscriber.SubscribeAsync("fence2");
        _lives.Store.Hold();
    }

    public async Task DisposeAsync() => await _lives.DisposeAsync();

    [Fact]
    public async Task PUBACK_waits_for_the_commit_and_QoS_1_is_delivered_meanwhile()
    {
        await _publisher.PublishAsync("t", "x", 1, 1);
        Assert.Equal("x", (await _subscriber.ReadAsync(3)).Payload);
        await _publisher.ExpectNothingAsync(); // PINGRESP passes what is held
        _lives.Store.LetGo();
        await _publisher.ReadAsync(4);
    }

    [Fact]
    public async Task A_QoS_2_PUBLISH_and_each_step_of_its_handshake_wait()
    {
        await _publisher.PublishAsync("t", "x", 2, 1);
        await _publisher.ExpectNothingAsync();
        await _subscriber.ExpectNothingAsync();
        _lives.Store.LetGo();
        await _publisher.ReadAsync(5);
        var id = (await _subscriber.ReadAsync(3)).PacketId;

        _lives.Store.Hold();
        await _publisher.SendAsync(Packet.Ack(6, 1)); // PUBREL
        await _subscriber.SendAsync(Packet.Ack(5, id)); // PUBREC
        await _publisher.ExpectNothingAsync();
        await _subscriber.ExpectNothingAsync();
        _lives.Store.LetGo();
        await _publisher.ReadAsync(7);
        await _subscriber.ReadAsync(6);
    }

    [Fact]
    public async Task SUBACK_UNSUBACK_and_CONNACK_wait()
    {
        await _subscriber.SendAsync([.. Packet.Subscribe(7, 5, [], ("new", 1)), .. Packet.Unsubscribe(8, 5, "t")]);
        await _subscriber.ExpectNothingAsync();
        var comer = _lives.Broker.Open();
        await comer.SendAsync(Packet.Connect("c", clean: false, properties: Packet.SessionExpiry(3600)));
        _lives.Store.LetGo();
        await _subscriber.ReadAsync(9);
        await _subscriber.ReadAsync(11);
        await comer.ReadAsync(2);
    }

    [Fact]
    public async Task What_was_written_before_what_is_held_leaves_at_once()
    {
        // QoS 0 to the publisher itself, then its PUBACK: the first promises nothing.
        await _publisher.SendAsync([.. Packet.Publish("fence", "free"u8.ToArray()), .. Packet.Publish("t", "x"u8.ToArray(), 1, 1)]);
        Assert.Equal("free", (await _publisher.ReadAsync(3)).Payload);
        await _publisher.ExpectNothingAsync();
        _lives.Store.LetGo();
        await _publisher.ReadAsync(4);
    }

    [Fact]
    public async Task A_message_that_nothing_durable_depends_on_is_acknowledged_at_once()
    {
        var other = await OpenEphemeralAsync("other");
        await other.PublishAsync("nobody", "x", 1, 1);
        await other.ReadAsync(4);
    }

    [Fact]
    public async Task While_the_store_fails_nothing_is_acknowledged_nobody_is_let_in_and_health_says_so()
    {
        _lives.Store.Failure = new StoreUnavailableException("no space left");
        _lives.Store.LetGo();
        await _publisher.PublishAsync("t", "x", 1, 1);
        await TestBroker.UntilAsync(() => _lives.Broker.Services.Health.State == HealthState.Degraded);
        Assert.Contains("no space left", _lives.Broker.Services.Health.Conditions.Single(c => c.Name == "store").Sentence);
        await _publisher.ExpectNothingAsync();
        var comer = _lives.Broker.Open();
        await comer.SendAsync(Packet.Connect("c"));
        Assert.Equal(0x88, (await comer.ReadAsync(2)).Body[1]); // Server unavailable

        _lives.Store.Failure = null;
        var acknowledged = _publisher.ReadAsync(4);
        await _lives.Broker.CompleteAsync(acknowledged);
        Assert.Equal(HealthState.Ready, _lives.Broker.Services.Health.State);
        await _lives.Broker.ConnectAsync("c");
    }

    [Fact]
    public async Task A_plugin_that_publishes_waits_for_the_store_too()
    {
        var publishing = _lives.Broker.Services.Publisher.PublishAsync(new() { TopicName = "t", QoS = QoS.AtLeastOnce }).AsTask();
        var retaining = _lives.Broker.Services.RetainedService.SetAsync(new() { TopicName = "r", Payload = new byte[1] }).AsTask();
        await _subscriber.ReadAsync(3);
        Assert.False(publishing.IsCompleted || retaining.IsCompleted);
        _lives.Store.LetGo();
        await publishing;
        Assert.True(await retaining);
    }

    [Fact]
    public async Task A_crash_before_the_commit_takes_what_was_not_acknowledged_and_the_publisher_sends_it_again()
    {
        await _publisher.PublishAsync("t", "x", 2, 1);
        await _publisher.ExpectNothingAsync();
        await _lives.CrashAsync();
        _subscriber = await _lives.ComeAsync("s");
        await _subscriber.ExpectNothingAsync();
        _publisher = await _lives.ComeAsync("p");
        await _publisher.PublishAsync("t", "x", 2, 1, dup: true);
        await _publisher.ReadAsync(5);
        Assert.Equal("x", (await _subscriber.ReadAsync(3)).Payload);
        await _subscriber.ExpectNothingAsync();
    }

    private async Task<RawClient> OpenEphemeralAsync(string clientId)
    {
        // Its CONNACK would wait for what others have written; now nothing has been.
        return await _lives.Broker.ConnectAsync(clientId);
    }
}
