using System.Runtime.CompilerServices;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.PluginHost.Gates;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>An exchange of AUTH packets: each step is guarded as the hook it came from, by the guard of the plugin it came from, and the end of the plugin's version cuts it.</summary>
public sealed class ExchangeTests
{
    private static readonly GateOptions Patience = new() { HookTimeout = TimeSpan.FromSeconds(1) };

    private static readonly HookWrapper PassesOn = new()
    {
        OnEnhancedAuth = next => (client, request, ct) => next(client, request, ct),
        OnReAuth = next => (client, request, ct) => next(client, request, ct),
    };

    [Fact]
    public async Task An_exchange_of_several_packets_goes_through_all_guards()
    {
        await using var guarded = await GuardedBroker.StartAsync(Patience, PassesOn, Asks(EndsWell));
        var client = await BeginAsync(guarded);
        await client.SendAsync(Packet.Auth(0x18, "M", [2]));
        Assert.Equal(0x18, (await client.ReadAsync(15)).ReasonCode);
        await client.SendAsync(Packet.Auth(0x18, "M", [3]));
        Assert.Equal(0x00, (await client.ReadAsync(2)).ReasonCode);
        Assert.Equal([0, 0], guarded.Gates.Select(g => g.Faults));

        static ValueTask<EnhancedAuthResponse> EndsWell(IClient client, AuthRequest request, CancellationToken ct)
            => new(EnhancedAuthResponse.Continue(new byte[] { 2 }, static (_, _, _) => new(EnhancedAuthResponse.Accept())));
    }

    [Fact]
    public async Task A_step_that_throws_refuses_with_0x88()
    {
        await using var guarded = await GuardedBroker.StartAsync(Patience, PassesOn, Asks((_, _, _) => throw new InvalidOperationException("a plugin's bug")));
        var client = await BeginAsync(guarded);
        await client.SendAsync(Packet.Auth(0x18, "M", [2]));
        Assert.Equal(0x88, (await client.ReadAsync(2)).ReasonCode);
        Assert.Equal([0, 1], guarded.Gates.Select(g => g.Faults));
        Assert.Equal("OnEnhancedAuth threw InvalidOperationException: a plugin's bug", guarded.Gates[1].LastFault);
        Assert.Empty(guarded.Broker.Log.Errors);
    }

    [Fact]
    public async Task A_step_that_hangs_is_blamed_on_its_own_plugin_alone()
    {
        var entered = new TaskCompletionSource();
        await using var guarded = await GuardedBroker.StartAsync(Patience, PassesOn, Asks(async (_, _, _) =>
        {
            entered.SetResult();
            await new TaskCompletionSource().Task;
            return EnhancedAuthResponse.Accept();
        }));
        var client = await BeginAsync(guarded);
        var set = guarded.Time.Timers;
        await client.SendAsync(Packet.Auth(0x18, "M", [2]));
        await entered.Task;
        await TestBroker.UntilAsync(() => guarded.Time.Timers == set + 1);
        guarded.Time.Advance(Patience.HookTimeout);
        Assert.Equal(0x88, (await client.ReadAsync(2)).ReasonCode);
        Assert.Equal([0, 1], guarded.Gates.Select(g => g.Faults));
    }

    [Fact]
    public async Task The_end_of_the_version_in_the_middle_refuses_the_client()
    {
        await using var guarded = await GuardedBroker.StartAsync(Patience, PassesOn, Asks(Accepts));
        var client = await BeginAsync(guarded);
        guarded.Gates[1].Close();
        await client.SendAsync(Packet.Auth(0x18, "M", [2]));
        Assert.Equal(0x88, (await client.ReadAsync(2)).ReasonCode);
        Assert.Equal([0, 0], guarded.Gates.Select(g => g.Faults));
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("has ended")]
    public async Task A_re_authentication_is_refused_in_a_code_of_DISCONNECT(string how)
    {
        await using var guarded = await GuardedBroker.StartAsync(Patience, PassesOn, new HookWrapper
        {
            OnReAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Continue(
                new byte[] { 1 }, (_, _, _) => how == "throws" ? throw new InvalidOperationException("a plugin's bug") : new(EnhancedAuthResponse.Accept()))),
        });
        var client = await guarded.Broker.ConnectAsync("c", properties: [0x15, .. Packet.Utf8("M")]);
        await client.SendAsync(Packet.Auth(0x19, "M"));
        Assert.Equal(0x18, (await client.ReadAsync(15)).ReasonCode);
        if (how == "has ended") guarded.Gates[1].Close();
        await client.SendAsync(Packet.Auth(0x18, "M", [2]));
        await client.ExpectDisconnectAsync(0x8C); // 0x88, Server unavailable, is a code of CONNACK alone
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_an_exchange_is_kept_when_the_version_ends(bool endsWithinTheCall)
    {
        var entered = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        WeakReference? state = null;
        await using var guarded = await GuardedBroker.StartAsync(Patience, PassesOn, new HookWrapper
        {
            OnEnhancedAuth = _ => async (_, _, _) =>
            {
                entered.SetResult();
                await answer.Task;
                var (response, weak) = Remembering();
                state = weak;
                return response;
            },
        });
        var client = guarded.Broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("M")]));
        await entered.Task;
        if (endsWithinTheCall) guarded.Gates[1].Close();
        answer.SetResult();
        await client.ReadAsync(15); // the broker waits for a client that is silent
        if (!endsWithinTheCall)
        {
            GC.Collect();
            Assert.True(state!.IsAlive);
            guarded.Gates[1].Close();
        }

        await TestBroker.UntilAsync(() =>
        {
            GC.Collect();
            return !state!.IsAlive;
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (EnhancedAuthResponse Response, WeakReference State) Remembering()
    {
        var state = new object();
        OnAuth step = (_, _, _) => new(state is null ? null! : EnhancedAuthResponse.Accept());
        return (EnhancedAuthResponse.Continue(new byte[] { 1 }, step), new WeakReference(state));
    }

    private static ValueTask<EnhancedAuthResponse> Accepts(IClient client, AuthRequest request, CancellationToken ct) => new(EnhancedAuthResponse.Accept());

    private static HookWrapper Asks(OnAuth step) => new() { OnEnhancedAuth = _ => (_, _, _) => new(EnhancedAuthResponse.Continue(new byte[] { 1 }, step)) };

    private static async Task<RawClient> BeginAsync(GuardedBroker guarded)
    {
        var client = guarded.Broker.Open();
        await client.SendAsync(Packet.Connect("c", properties: [0x15, .. Packet.Utf8("M")]));
        Assert.Equal(0x18, (await client.ReadAsync(15)).ReasonCode); // AUTH: continue authentication
        return client;
    }
}
