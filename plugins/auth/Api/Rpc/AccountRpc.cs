using Grpc.Core;
using Microsoft.AspNetCore.Authorization;

namespace Gmqtt.Auth.Api.Rpc;

/// <summary>Accounts over gRPC.</summary>
internal sealed class AccountRpc(AuthAdmin admin) : AccountService.AccountServiceBase
{
    internal const string Prefix = "/gmqtt.auth.api.AccountService";

    private const string Everybody = "viewer,admin"; // changes nothing

    [Authorize(Roles = Everybody)]
    public override Task<ListAccountsResponse> List(ListAccountsRequest request, ServerCallContext context)
    {
        var list = admin.Accounts.List(Page.Of(request.Page, request.PageSize));
        return Task.FromResult(new ListAccountsResponse { Accounts = { list.Accounts.Select(Of) }, TotalCount = (uint)list.TotalCount });
    }

    [Authorize(Roles = Everybody)]
    public override Task<GetAccountResponse> Get(GetAccountRequest request, ServerCallContext context)
        => Task.FromResult(new GetAccountResponse { Account = Of(admin.Accounts.Get(request.Username).Account) });

    public override async Task<Google.Protobuf.WellKnownTypes.Empty> Update(UpdateAccountRequest request, ServerCallContext context)
    {
        var change = new AccountChange(request.Password.Length == 0 ? null : request.Password, request.Roles?.Names);
        await admin.Accounts.SetAsync(request.Username, change, context.CancellationToken);
        return new Google.Protobuf.WellKnownTypes.Empty();
    }

    public override async Task<Google.Protobuf.WellKnownTypes.Empty> Delete(DeleteAccountRequest request, ServerCallContext context)
    {
        await admin.Accounts.DeleteAsync(request.Username, context.CancellationToken);
        return new Google.Protobuf.WellKnownTypes.Empty();
    }

    private static Account Of(AccountShape account)
        => new() { Username = account.Username, Algorithm = account.Algorithm, Scram = account.Scram, Roles = { account.Roles } };
}
