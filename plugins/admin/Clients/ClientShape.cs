using System.Net;
using Gmqtt.Admin.Publishing;
using Gmqtt.Clients;
using Gmqtt.Messages;
using Gmqtt.Services;

namespace Gmqtt.Admin.Clients;

/// <summary>From the broker's words to the API's.</summary>
internal static class ClientShape
{
    internal static Client Row(SessionInfo session, IClient? client, ClientStats? stats) => new()
    {
        ClientId = session.ClientId,
        Username = session.Username ?? client?.Username ?? "",
        KeepAlive = client?.Options.KeepAlive ?? 0,
        Version = client is null ? 0 : (int)client.Version,
        RemoteAddr = Text(client?.RemoteEndPoint),
        LocalAddr = Text(client?.LocalEndPoint),
        ConnectedAt = session.ConnectedAt,
        DisconnectedAt = session.DisconnectedAt,
        SessionExpiry = Seconds(session.SessionExpiry),
        MaxInflight = (uint)session.MaxInflight,
        InflightLen = (uint)session.InflightMessages,
        MaxQueue = (uint)session.MaxQueuedMessages,
        QueueLen = (uint)session.QueuedMessages,
        SubscriptionsCurrent = (uint)session.Subscriptions,
        SubscriptionsTotal = (uint)(stats?.Subscriptions.SubscriptionsTotal ?? 0),
        PacketsReceivedBytes = (ulong)(stats?.Packets.Received.Bytes ?? 0),
        PacketsReceivedNums = (ulong)(stats?.Packets.Received.Total ?? 0),
        PacketsSendBytes = (ulong)(stats?.Packets.Sent.Bytes ?? 0),
        PacketsSendNums = (ulong)(stats?.Packets.Sent.Total ?? 0),
        MessageDropped = stats is null ? 0 : (ulong)Dropped(stats.Messages),
        Connected = session.IsConnected,
        Listener = client?.Listener ?? "",
        QueuedBytes = session.QueuedBytes,
    };

    internal static ClientDetails Details(SessionInfo session, IClient? client) => client is null ? new ClientDetails { Will = Will(session.Will) } : new ClientDetails
    {
        ConnectionId = client.ConnectionId,
        ReceiveMaximum = client.Options.ReceiveMaximum,
        ClientMaximumPacketSize = client.Options.ClientMaximumPacketSize,
        ServerMaximumPacketSize = client.Options.ServerMaximumPacketSize,
        TopicAliasMaximumIn = client.Options.ServerTopicAliasMaximum,
        TopicAliasMaximumOut = client.Options.ClientTopicAliasMaximum,
        MaximumQos = (int)client.Options.MaximumQoS,
        AuthenticationMethod = client.Options.AuthenticationMethod,
        UserProperties = NameValue.Of(client.Options.UserProperties),
        Certificate = client.Certificate is { } c ? new ClientCertificate(c.Subject, c.Issuer, c.NotAfter, c.Thumbprint) : null,
        Will = Will(session.Will),
    };

    internal static string Text(EndPoint? endPoint) => endPoint?.ToString() ?? "";

    internal static long Dropped(MessageStats messages) => messages.QoS0.Dropped.Values.Sum() + messages.QoS1.Dropped.Values.Sum() + messages.QoS2.Dropped.Values.Sum();

    private static uint Seconds(TimeSpan expiry) => expiry.TotalSeconds >= uint.MaxValue ? uint.MaxValue : (uint)expiry.TotalSeconds;

    private static ClientWill? Will(WillMessage? will)
        => will is null ? null : new ClientWill(will.Message.TopicName, (int)will.Message.QoS, will.Message.Retain, will.Message.Payload.Length, will.Delay.TotalSeconds);
}
