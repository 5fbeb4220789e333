using Gmqtt.Broker.Hooks;
using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>The first plugin is the outermost, in each of the twenty hooks; a hook that nobody wants is not there.</summary>
public sealed class OrderTests
{
    public static TheoryData<string> All => [.. typeof(HookWrapper).GetProperties().Where(p => p.Name.StartsWith("On", StringComparison.Ordinal)).Select(p => p.Name)];

    [Fact]
    public void There_are_twenty_hooks() => Assert.Equal(20, All.Count);

    [Theory]
    [MemberData(nameof(All))]
    public void A_hook_that_nobody_wraps_is_absent(string hook)
    {
        var property = typeof(HookSet).GetProperty(hook, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;
        Assert.Null(property.GetValue(HookSet.Empty));
        Assert.Null(property.GetValue(new HookSet([new HookWrapper(), new HookWrapper()])));
        Assert.NotNull(property.GetValue(new HookSet([new HookWrapper(), new Recorder().Plugin("A")])));
    }

    [Fact]
    public async Task Every_hook_is_called_with_the_first_plugin_outermost()
    {
        var recorder = new Recorder();
        await LiveAsync(recorder.Plugin("A"), recorder.Plugin("B"), Authenticator());
        foreach (var hook in typeof(HookWrapper).GetProperties().Where(p => p.Name.StartsWith("On", StringComparison.Ordinal)).Select(p => p.Name))
        {
            var marks = recorder.Of(hook);
            Assert.True(marks.Count > 0, $"{hook} was not called");
            foreach (var call in marks.Chunk(4)) Assert.Equal(["A>", "B>", "B<", "A<"], call);
        }
    }

    [Fact]
    public async Task A_plugin_that_does_not_call_next_keeps_the_call_from_those_further_in()
    {
        var recorder = new Recorder();
        var cut = new HookWrapper
        {
            OnMsgArrived = _ => (_, _, _) => default,
            OnSubscribe = _ => (_, _, _) => default,
            OnDelivered = _ => (_, _) => { },
        };
        await LiveAsync(recorder.Plugin("A"), cut, recorder.Plugin("B"), Authenticator());
        Assert.Equal(["A>", "A<"], recorder.Of(nameof(OnMsgArrived)).Take(2));
        Assert.DoesNotContain("B>", recorder.Of(nameof(OnMsgArrived)));
        Assert.DoesNotContain("B>", recorder.Of(nameof(OnSubscribe)));
        Assert.DoesNotContain("B>", recorder.Of(nameof(OnDelivered)));
        Assert.Contains("B>", recorder.Of(nameof(OnUnsubscribe)));
    }

    [Fact]
    public async Task Plugins_without_a_hook_are_passed_over()
    {
        var recorder = new Recorder();
        await LiveAsync(new HookWrapper(), recorder.Plugin("A"), new HookWrapper(), Authenticator(), new HookWrapper());
        Assert.Equal(["A>", "A<"], recorder.Of(nameof(OnStop)));
    }

    [Fact]
    public async Task New_hooks_hold_from_the_next_call_on()
    {
        var former = new Recorder();
        var latter = new Recorder();
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, former.Plugin("A"));
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "1", qos: 1, packetId: 1);
        await client.ReadAsync(4);
        await broker.Server.SwapHooksAsync([latter.Plugin("A")]);
        await client.PublishAsync("t", "2", qos: 1, packetId: 2);
        await client.ReadAsync(4);
        await broker.Server.SwapHooksAsync([]);
        await client.PublishAsync("t", "3", qos: 1, packetId: 3);
        await client.ReadAsync(4);
        Assert.Equal((1, 1), (former.Entered("A").Count(h => h == nameof(OnMsgArrived)), latter.Entered("A").Count(h => h == nameof(OnMsgArrived))));
    }

    private static HookWrapper Authenticator() => new()
    {
        OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()),
        OnReAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Accept()),
    };

    /// <summary>A life in which every hook is called.</summary>
    private static async Task LiveAsync(params HookWrapper[] hooks)
    {
        var broker = await TestBroker.StartAsync(TestBroker.Defaults, hooks);
        var subscriber = await broker.ConnectAsync("s", clean: false, properties: [.. Packet.SessionExpiry(600), 0x27, 0, 0, 0, 100]); // Maximum Packet Size 100
        await subscriber.SubscribeAsync("t", 1);
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "t", "will", properties: [0x15, .. Packet.Utf8("M")]));
        await client.ReadAsync(2);
        await client.SendAsync(Packet.Auth(0x19, "M"));
        await client.ReadAsync(15);
        await client.PublishAsync("t", "small", qos: 1, packetId: 1);
        await client.PublishAsync("t", new string('x', 200), qos: 1, packetId: 2); // dropped for the subscriber
        await subscriber.ReadAsync(3);
        await subscriber.SendAsync(Packet.Unsubscribe(2, 5, "t"));
        await subscriber.ReadAsync(11);
        await client.DropAsync();
        await subscriber.DropAsync();
        subscriber = await broker.ConnectAsync("s", clean: false, properties: Packet.SessionExpiry(600));
        Assert.True(subscriber.ConnAck.SessionPresent);
        await broker.DisposeAsync();
        Assert.Empty(broker.Log.Errors);
    }
}
