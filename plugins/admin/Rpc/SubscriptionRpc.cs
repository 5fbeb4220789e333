using Gmqtt.Admin.Rpc.Api;
using Gmqtt.Admin.Subscriptions;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace Gmqtt.Admin.Rpc;

/// <summary>Subscriptions over gRPC.</summary>
internal sealed class SubscriptionRpc(Administration admin) : SubscriptionService.SubscriptionServiceBase
{
    private const int CursorParts = 2; // client, filter

    [Authorize(Roles = RpcRoutes.Everybody)]
    public override Task<ListSubscriptionResponse> List(ListSubscriptionRequest request, ServerCallContext context)
    {
        var list = admin.Subscriptions.List(RpcShape.Page(request.PageSize, request.Page, request.After, CursorParts), request.ClientId);
        return Task.FromResult(new ListSubscriptionResponse { Subscriptions = { list.Subscriptions.Select(RpcShape.Of) }, TotalCount = list.TotalCount, Next = list.Next ?? "" });
    }

    [Authorize(Roles = RpcRoutes.Everybody)]
    public override Task<FilterSubscriptionResponse> Filter(FilterSubscriptionRequest request, ServerCallContext context)
    {
        var filter = new SubscriptionFilter
        {
            ClientId = request.ClientId,
            FilterType = request.FilterType,
            MatchType = (int)request.MatchType,
            TopicName = request.TopicName,
            Limit = request.Limit,
        };
        return Task.FromResult(new FilterSubscriptionResponse { Subscriptions = { admin.Subscriptions.Filter(filter).Subscriptions.Select(RpcShape.Of) } });
    }

    public override async Task<SubscribeResponse> Subscribe(Api.SubscribeRequest request, ServerCallContext context)
    {
        var asked = new Subscriptions.SubscribeRequest { ClientId = request.ClientId, Subscriptions = [.. request.Subscriptions.Select(RpcShape.Of)] };
        var answer = await admin.Audit.RecordAsync(
            context.GetHttpContext(),
            "subscription.add",
            request.ClientId,
            SubscriptionRoutes.Names(asked.Subscriptions.Select(s => s.TopicName)),
            () => admin.Subscriptions.SubscribeAsync(asked, context.CancellationToken));
        return new SubscribeResponse { New = { answer.New } };
    }

    public override async Task<Empty> Unsubscribe(Api.UnsubscribeRequest request, ServerCallContext context)
    {
        var asked = new Subscriptions.UnsubscribeRequest { ClientId = request.ClientId, Topics = request.Topics };
        await admin.Audit.RecordAsync(
            context.GetHttpContext(),
            "subscription.remove",
            request.ClientId,
            SubscriptionRoutes.Names(request.Topics),
            () => admin.Subscriptions.UnsubscribeAsync(asked, context.CancellationToken));
        return new Empty();
    }
}
