using Gmqtt.Clients;
using Gmqtt.Mqtt;

namespace Gmqtt.Auth.Access;

/// <summary>What one connected client may, as far as it has been asked. Belongs to one <see cref="AccessState"/>; safe from any thread.</summary>
internal sealed class ClientAccess
{
    private TopicDecisions? _published;
    private TopicDecisions? _received;

    internal ClientAccess(IClient client, AccessState state, ClientRules rules)
    {
        Client = client;
        State = state;
        Rules = rules;
    }

    internal IClient Client { get; }

    internal AccessState State { get; }

    internal ClientRules Rules { get; }

    internal bool MayPublish(string topicName, QoS qos, bool retain)
    {
        var decisions = _published ??= new TopicDecisions();
        if (!decisions.TryGet(topicName, out var bits))
        {
            for (var question = 0; question < 6; question++)
            {
                if (Rules.Publish(topicName, (QoS)(question >> 1), (question & 1) != 0).IsAllowed) bits |= (byte)(1 << question);
            }

            decisions.Set(topicName, bits);
        }

        return (bits & (1 << (((int)qos << 1) | (retain ? 1 : 0)))) != 0;
    }

    internal bool MayReceive(string topicName)
    {
        var decisions = _received ??= new TopicDecisions();
        if (!decisions.TryGet(topicName, out var bits))
        {
            bits = Rules.Receive(topicName).IsAllowed ? (byte)1 : (byte)0;
            decisions.Set(topicName, bits);
        }

        return bits != 0;
    }
}
