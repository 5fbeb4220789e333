using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>In which order hooks are called over the life of a connection, and what OnClosed and OnSessionTerminated are told.</summary>
public sealed class CloseOrderTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_close_with_a_will_is_closed_then_will_then_terminated(int version)
    {
        var recorder = new Recorder();
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, recorder.Plugin("A"));
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "x", version));
        await client.ReadAsync(2);
        await client.DropAsync();
        Assert.Equal(
            [
                nameof(OnAccept), nameof(OnBasicAuth), nameof(OnSessionCreated), nameof(OnConnected), nameof(OnClosed), nameof(OnWillPublish), nameof(OnWillPublished),
                nameof(OnSessionTerminated),
            ],
            recorder.Entered("A"));
    }

    [Fact]
    public async Task A_takeover_with_a_clean_start_ends_the_former_session_before_the_new_one_begins()
    {
        var recorder = new Recorder();
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, recorder.Plugin("A"));
        var first = broker.Open();
        await first.SendAsync(Packet.ConnectWithWill("c", "will", "x", properties: Packet.SessionExpiry(60), willProperties: [0x18, 0, 0, 0, 30])); // Will Delay 30
        await first.ReadAsync(2);
        await broker.ConnectAsync("c", clean: true);
        await first.EndedAsync();
        Assert.Equal(
            [
                nameof(OnAccept), nameof(OnBasicAuth), nameof(OnSessionCreated), nameof(OnConnected), // the first
                nameof(OnAccept), nameof(OnBasicAuth), nameof(OnClosed), nameof(OnWillPublish), nameof(OnWillPublished), nameof(OnSessionTerminated),
                nameof(OnSessionCreated), nameof(OnConnected),
            ],
            recorder.Entered("A"));
    }

    [Fact]
    public async Task A_resumed_session_is_resumed_and_not_created()
    {
        var recorder = new Recorder();
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, recorder.Plugin("A"));
        var first = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await first.DropAsync();
        await broker.ConnectAsync("c", clean: false);
        Assert.Equal([nameof(OnSessionCreated), nameof(OnSessionResumed)], recorder.Entered("A").Where(h => h.StartsWith("OnSession", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("disconnect", ReasonCode.NormalDisconnection, true)]
    [InlineData("with will", ReasonCode.DisconnectWithWillMessage, true)]
    [InlineData("drop", ReasonCode.UnspecifiedError, true)]
    [InlineData("malformed", ReasonCode.MalformedPacket, false)]
    [InlineData("takeover", ReasonCode.SessionTakenOver, false)]
    [InlineData("administrator", ReasonCode.AdministrativeAction, false)]
    [InlineData("keep alive", ReasonCode.KeepAliveTimeout, false)]
    public async Task OnClosed_is_told_why_and_by_whom(string how, ReasonCode code, bool byClient)
    {
        CloseReason? reason = null;
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnClosed = next => (client, why, ct) =>
                {
                    reason ??= why;
                    return next(client, why, ct);
                },
            });
        var client = await broker.ConnectAsync("c", keepAlive: 10);
        switch (how)
        {
            case "disconnect": await client.DisconnectAsync(); break;
            case "with will": await client.DisconnectAsync(0x04); break;
            case "drop": await client.DropAsync(); break;
            case "malformed": await client.SendAsync(0x36, 0x03, 0x00, 0x01, 0x61); break;
            case "takeover": await broker.ConnectAsync("c"); break;
            case "administrator": broker.Services.ClientService.Disconnect("c"); break;
            case "keep alive": await broker.AdvanceAsync(TimeSpan.FromSeconds(15.2)); break;
        }

        await client.EndedAsync();
        Assert.Equal((code, byClient), (reason!.Code, reason.ByClient));
    }

    [Fact]
    public async Task OnClosed_is_not_called_for_a_client_that_was_never_let_in()
    {
        var recorder = new Recorder();
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { AllowAnonymous = false }, recorder.Plugin("A"));
        var client = broker.Open();
        await client.SendAsync(Packet.Connect("c"));
        await client.ReadAsync(2);
        await client.DropAsync();
        Assert.Equal([nameof(OnAccept), nameof(OnBasicAuth)], recorder.Entered("A"));
    }

    [Theory]
    [InlineData("end of connection", SessionTerminatedReason.Normal)]
    [InlineData("clean start", SessionTerminatedReason.TakenOver)]
    [InlineData("expiry", SessionTerminatedReason.Expired)]
    [InlineData("administrator", SessionTerminatedReason.Normal)]
    public async Task OnSessionTerminated_is_told_why_once(string how, SessionTerminatedReason expected)
    {
        var reasons = new List<(string, SessionTerminatedReason)>();
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults,
            new HookWrapper
            {
                OnSessionTerminated = next => (id, reason, ct) =>
                {
                    lock (reasons) reasons.Add((id, reason));
                    return next(id, reason, ct);
                },
            });
        var client = await broker.ConnectAsync("c", properties: how == "end of connection" ? null : Packet.SessionExpiry(5));
        await client.DropAsync();
        if (how == "clean start") await broker.ConnectAsync("c", clean: true);
        if (how == "expiry") await broker.AdvanceAsync(TimeSpan.FromSeconds(6));
        if (how == "administrator") Assert.True(await broker.Services.ClientService.TerminateSessionAsync("c"));
        await TestBroker.UntilAsync(() => reasons.Count > 0);
        Assert.Equal([("c", expected)], reasons);
    }
}
