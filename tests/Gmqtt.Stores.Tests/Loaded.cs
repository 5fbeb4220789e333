using System.Text;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Stores.Tests;

/// <summary>What a store told at start, kept.</summary>
internal sealed class Loaded : IStateVisitor
{
    internal Dictionary<ulong, SessionRecord> Sessions { get; } = [];

    internal List<(ulong Session, Subscription Subscription)> Subscriptions { get; } = [];

    internal Dictionary<ulong, (long DueAt, uint Delay, LoadedMessage Message)> Wills { get; } = [];

    internal Dictionary<string, LoadedMessage> Retained { get; } = [];

    public void Session(ulong session, SessionRecord record) => Sessions[session] = record;

    public void Subscription(ulong session, Subscription subscription)
    {
        Subscriptions.RemoveAll(s => s.Session == session && s.Subscription.FullTopicFilter == subscription.FullTopicFilter);
        Subscriptions.Add((session, subscription));
    }

    public void Will(ulong session, in WillRecord will) => Wills[session] = (will.DueAt, will.DelaySeconds, LoadedMessage.Of(will.Message));

    void IStateVisitor.Retained(in MessageRecord message) => Retained[Encoding.UTF8.GetString(message.Topic)] = LoadedMessage.Of(message);
}

/// <summary>A message as it was read.</summary>
internal sealed record LoadedMessage(
    string Topic, string Payload, string Properties, QoS QoS, bool Retain, uint? Expiry, long ArrivedAt, string Publisher)
{
    internal static LoadedMessage Of(in MessageRecord message) => new(
        Encoding.UTF8.GetString(message.Topic), Convert.ToHexString(message.Payload), Convert.ToHexString(message.Properties), message.QoS, message.Retain,
        message.ExpiryInterval, message.ArrivedAt, message.PublisherId);
}

/// <summary>A session's queue as it was read.</summary>
internal sealed class LoadedQueue : ISessionVisitor
{
    internal List<ushort> ReceivedIds { get; } = [];

    internal List<(QueueRecord Entry, LoadedMessage Message)> Entries { get; } = [];

    internal IEnumerable<string> Payloads => Entries.Select(e => Encoding.UTF8.GetString(Convert.FromHexString(e.Message.Payload)));

    public void Received(ushort packetId) => ReceivedIds.Add(packetId);

    public void Entry(in QueueRecord entry, in MessageRecord message) => Entries.Add((entry, LoadedMessage.Of(message)));
}
