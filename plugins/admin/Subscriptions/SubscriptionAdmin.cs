using Gmqtt.Admin.Http;
using Gmqtt.Services;

namespace Gmqtt.Admin.Subscriptions;

/// <summary>Subscriptions, for REST and gRPC.</summary>
internal sealed class SubscriptionAdmin(IServer server)
{
    internal SubscriptionList List(PageRequest page, string? clientId)
    {
        var isOne = !string.IsNullOrEmpty(clientId);
        var total = isOne ? server.SubscriptionService.GetClientStats(clientId!)?.SubscriptionsCurrent ?? 0 : server.SubscriptionService.GetStats().SubscriptionsCurrent;
        if (page.Skip >= total && page.Skip > 0) return new SubscriptionList([], (uint)total, null);
        var rows = Rows<ClientSubscription>.Read(isOne ? OfOne(clientId!, page) : OfAll(page), page);
        var last = rows.HasMore ? rows.Items[^1] : null;
        return new SubscriptionList([.. rows.Items.Select(SubscriptionShape.Row)], (uint)total, last is null ? null : Cursor.Encode(last.ClientId, last.Subscription.FullTopicFilter));
    }

    internal FoundSubscriptions Filter(SubscriptionFilter filter)
        => new([.. server.SubscriptionService.Find(filter.Check()).Take(filter.CheckedLimit).Select(SubscriptionShape.Row)]);

    internal async Task<SubscribeAnswer> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken)
    {
        Check(request.ClientId, request.Subscriptions.Count, "subscriptions");
        var subscriptions = request.Subscriptions.Select((s, i) => SubscriptionShape.Parse(s, $"subscriptions[{i}]")).ToList();
        if (server.ClientService.GetSession(request.ClientId) is null) throw RequestRefusedException.NotFound("client_id", $"there is no session of client '{request.ClientId}'");
        try
        {
            var results = await server.SubscriptionService.SubscribeAsync(request.ClientId, subscriptions, cancellationToken);
            return new SubscribeAnswer([.. results.Select(r => !r.AlreadyExisted)]);
        }
        catch (MqttReasonException refused)
        {
            throw RequestRefusedException.BadField("subscriptions", $"{refused.Message} ({refused.Code}); none was added");
        }
    }

    internal async Task<int> UnsubscribeAsync(UnsubscribeRequest request, CancellationToken cancellationToken)
    {
        Check(request.ClientId, request.Topics.Count, "topics");
        return await server.SubscriptionService.UnsubscribeAsync(request.ClientId, request.Topics, cancellationToken);
    }

    private static void Check(string clientId, int count, string field)
    {
        if (clientId.Length == 0) throw RequestRefusedException.BadField("client_id", "is empty");
        if (count is 0 or > PageQuery.MostRows) throw RequestRefusedException.BadField(field, $"1 to {PageQuery.MostRows} of them");
    }

    private IEnumerable<ClientSubscription> OfOne(string clientId, PageRequest page)
        => Sorted(clientId).Where(s => page.After is not [var client, var filter] || client != clientId || Behind(s, filter));

    private IEnumerable<ClientSubscription> OfAll(PageRequest page)
    {
        if (page.After is not [var client, var filter]) return server.ClientService.Sessions().Where(s => s.Subscriptions > 0).SelectMany(s => Sorted(s.ClientId));
        return Sorted(client).Where(s => Behind(s, filter))
            .Concat(server.ClientService.Sessions(client).Where(s => s.Subscriptions > 0).SelectMany(s => Sorted(s.ClientId)));
    }

    private IEnumerable<ClientSubscription> Sorted(string clientId)
        => server.SubscriptionService.Find(new SubscriptionQuery { ClientId = clientId }).OrderBy(s => s.Subscription.FullTopicFilter, StringComparer.Ordinal);

    private static bool Behind(ClientSubscription subscription, string filter) => string.CompareOrdinal(subscription.Subscription.FullTopicFilter, filter) > 0;
}
