using Gmqtt.Testing;

namespace Gmqtt.Stores.Tests.Model;

/// <summary>A connection of the model's: sends, and after every step compares all that has come with all that had to.</summary>
internal sealed class ModelClient(string name, RawClient wire, ModelSession session)
{
    private readonly List<ReceivedPacket> _answers = [];

    internal ModelSession Session => session;

    internal RawClient Wire => wire;

    internal Task SendAsync(byte[] bytes) => wire.SendAsync(bytes);

    /// <summary>The answer to what was sent, which must be the only one.</summary>
    internal async Task<ReceivedPacket> AnswerAsync(int type, int packetId)
    {
        await SettleAsync(answers: 1);
        if (_answers is not [var answer] || answer.Type != type || answer.PacketId != packetId)
            throw new ModelMismatchException($"{name}: expected one packet of type {type} with identifier {packetId}, got [{string.Join(", ", _answers)}]");
        _answers.Clear();
        return answer;
    }

    /// <summary>
    /// Everything the broker had for this client is here when the answer to a PINGREQ is; but what it holds until it is stored. So that is waited for, and what comes too much then is seen after
    /// the next step.
    /// </summary>
    internal async Task SettleAsync(int answers = 0)
    {
        await wire.SendAsync(0xC0, 0x00);
        for (var isAnswered = false; !isAnswered || session.Expects.Count > 0 || _answers.Count < answers;)
        {
            var packet = await NextAsync();
            if (packet.Type == 13) isAnswered = true;
            else if (packet.Type is 3 or 6) Compare(packet);
            else _answers.Add(packet);
        }
    }

    /// <summary>What nobody asked for must not have come.</summary>
    internal async Task IdleAsync()
    {
        await SettleAsync();
        if (_answers is [var answer, ..]) throw new ModelMismatchException($"{name}: unexpected {answer}");
    }

    /// <summary>Another connection has the session: 0x8E for MQTT 5.0, and the end. [MQTT-3.1.4-3]</summary>
    internal async Task LoseAsync()
    {
        await wire.ExpectDisconnectAsync(0x8E);
        await wire.EndedAsync();
    }

    private async Task<ReceivedPacket> NextAsync()
    {
        try
        {
            return await wire.ReadAsync();
        }
        catch (OperationCanceledException)
        {
            throw new ModelMismatchException($"{name}: {session.Expects.FirstOrDefault()?.ToString() ?? "the answer"} has not come");
        }
    }

    private void Compare(ReceivedPacket packet)
    {
        if (session.Expects is not [var expected, ..]) throw new ModelMismatchException($"{name}: nothing was to come, got {packet}");
        if (expected.Differs(packet, session.InFlight) is { } difference) throw new ModelMismatchException($"{name}: {difference}");
        session.Expects.RemoveAt(0);
        expected.Entry.IsDue = true;
    }
}
