using Gmqtt.Admin.Clients;
using Gmqtt.Admin.Rpc.Api;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace Gmqtt.Admin.Rpc;

/// <summary>Clients over gRPC.</summary>
internal sealed class ClientRpc(Administration admin) : ClientService.ClientServiceBase
{
    [Authorize(Roles = RpcRoutes.Everybody)]
    public override Task<ListClientResponse> List(ListClientRequest request, ServerCallContext context)
    {
        var search = new ClientSearch
        {
            ClientId = request.ClientId,
            Prefix = request.Prefix,
            Search = request.Search,
            Username = request.Username,
            Address = request.Address,
            Connected = request.HasConnected ? request.Connected : null,
            Version = request.Version == 0 ? null : request.Version,
        };
        var list = admin.Clients.List(search, RpcShape.Page(request.PageSize, request.Page, request.After));
        return Task.FromResult(new ListClientResponse { Clients = { list.Clients.Select(RpcShape.Of) }, TotalCount = list.TotalCount, Next = list.Next ?? "" });
    }

    [Authorize(Roles = RpcRoutes.Everybody)]
    public override Task<GetClientResponse> Get(GetClientRequest request, ServerCallContext context)
        => Task.FromResult(new GetClientResponse { Client = RpcShape.Of(admin.Clients.Get(request.ClientId).Client) });

    public override async Task<Empty> Delete(DeleteClientRequest request, ServerCallContext context)
    {
        var action = request.CleanSession ? "client.terminate" : "client.disconnect";
        await admin.Audit.RecordAsync(
            context.GetHttpContext(),
            action,
            request.ClientId,
            request.Reason,
            () => admin.Clients.DeleteAsync(request.ClientId, request.CleanSession, request.Reason, context.CancellationToken));
        return new Empty();
    }
}
