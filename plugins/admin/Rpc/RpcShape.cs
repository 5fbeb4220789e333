using Gmqtt.Admin.Http;
using Google.Protobuf.WellKnownTypes;
using Row = Gmqtt.Admin.Clients.Client;

namespace Gmqtt.Admin.Rpc;

/// <summary>Between the API's words and those of its protocol buffers.</summary>
internal static class RpcShape
{
    internal static PageRequest Page(uint pageSize, uint page, string after, int cursorParts = 1) => new PageQuery
    {
        PageSize = pageSize > int.MaxValue ? int.MaxValue : (int)pageSize,
        Page = page > int.MaxValue ? int.MaxValue : (int)page,
        After = after,
    }.Check(cursorParts);

    internal static Api.Client Of(Row row) => new()
    {
        ClientId = row.ClientId,
        Username = row.Username,
        KeepAlive = row.KeepAlive,
        Version = row.Version,
        RemoteAddr = row.RemoteAddr,
        LocalAddr = row.LocalAddr,
        ConnectedAt = row.ConnectedAt.ToTimestamp(),
        DisconnectedAt = row.DisconnectedAt?.ToTimestamp(),
        SessionExpiry = row.SessionExpiry,
        MaxInflight = row.MaxInflight,
        InflightLen = row.InflightLen,
        MaxQueue = row.MaxQueue,
        QueueLen = row.QueueLen,
        SubscriptionsCurrent = row.SubscriptionsCurrent,
        SubscriptionsTotal = row.SubscriptionsTotal,
        PacketsReceivedBytes = row.PacketsReceivedBytes,
        PacketsReceivedNums = row.PacketsReceivedNums,
        PacketsSendBytes = row.PacketsSendBytes,
        PacketsSendNums = row.PacketsSendNums,
        MessageDropped = row.MessageDropped,
        Connected = row.Connected,
        Listener = row.Listener,
        QueuedBytes = (ulong)row.QueuedBytes,
    };

    internal static Api.Subscription Of(Subscriptions.Subscription row) => new()
    {
        TopicName = row.TopicName,
        Id = row.Id,
        Qos = row.Qos,
        NoLocal = row.NoLocal,
        RetainAsPublished = row.RetainAsPublished,
        RetainHandling = row.RetainHandling,
        ClientId = row.ClientId,
    };

    internal static Subscriptions.Subscription Of(Api.Subscription asked) => new()
    {
        TopicName = asked.TopicName,
        Id = asked.Id,
        Qos = asked.Qos,
        NoLocal = asked.NoLocal,
        RetainAsPublished = asked.RetainAsPublished,
        RetainHandling = asked.RetainHandling,
    };
}
