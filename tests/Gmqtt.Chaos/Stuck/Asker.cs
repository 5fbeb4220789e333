using System.Net;
using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Stuck;

/// <summary>A client that asks for what a hook decides, and waits for the answer.</summary>
internal sealed class Asker : IAsyncDisposable
{
    private readonly SocketClient _client;
    private readonly string _hook;
    private readonly string _id;

    private Asker(SocketClient client, string hook, string id)
    {
        _client = client;
        _hook = hook;
        _id = id;
    }

    /// <summary>Comes as far as it does without the hook.</summary>
    internal static async Task<Asker> StartAsync(EndPoint place, string hook, string id)
    {
        var asker = new Asker(await SocketClient.OpenAsync(place), hook, id);
        if (hook != nameof(OnBasicAuth) && !await asker.ConnectAsync()) throw new ChaosException($"{id} cannot connect");
        return asker;
    }

    /// <summary>Asks for what the hook decides.</summary>
    /// <returns>Whether it was allowed, null without an answer, and after which time.</returns>
    internal async Task<(bool? IsAllowed, TimeSpan After)> AskAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        bool? isAllowed = null;
        try
        {
            isAllowed = await DoAsync(_hook);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
        }

        return (isAllowed, TimeProvider.System.GetElapsedTime(began));
    }

    /// <summary>Does what the hook of that name decides.</summary>
    /// <returns>Whether it was allowed; what answers neither yes nor the no of a hook that failed is an error.</returns>
    internal Task<bool> DoAsync(string hook) => hook switch
    {
        nameof(OnBasicAuth) => ConnectAsync(),
        nameof(OnSubscribe) => SubscribeAsync(),
        nameof(OnMsgArrived) => PublishAsync(),
        _ => throw new ChaosException($"{hook} cannot be asked"),
    };

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<bool> ConnectAsync() => await AnswerAsync(Packet.Connect(_id, 5), type: 2) switch
    {
        { ReasonCode: 0 } => true,
        { ReasonCode: 0x88 } => false,
        var other => throw new ChaosException($"CONNECT of {_id} was answered by {other}"),
    };

    private async Task<bool> SubscribeAsync() => (await AnswerAsync(Packet.Subscribe(1, 5, [], ($"of/{_id}", 1)), type: 9)).ReasonCodes switch
    {
        [0 or 1] => true,
        [0x83] => false,
        var other => throw new ChaosException($"SUBSCRIBE of {_id} was answered by {Convert.ToHexString(other)}"),
    };

    /// <summary>0x10: nobody is subscribed.</summary>
    private async Task<bool> PublishAsync() => await AnswerAsync(Packet.Publish($"to/{_id}", [1], qos: 1, packetId: 1), type: 4) switch
    {
        { ReasonCode: 0 or 0x10 } => true,
        { ReasonCode: 0x83 } => false,
        var other => throw new ChaosException($"PUBLISH of {_id} was answered by {other}"),
    };

    private async Task<ReceivedPacket> AnswerAsync(byte[] request, int type)
    {
        await _client.SendAsync(request);
        var answer = await _client.ReadAsync();
        return answer.Type == type ? answer : throw new ChaosException($"{_id} was answered by {answer}");
    }
}
