using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Auth.Api;

/// <summary>The REST API: gmqtt's accounts, and what is new.</summary>
internal static class RestRoutes
{
    internal static readonly string[] Prefixes = ["/v1/accounts", "/v1/roles", "/v1/groups", "/v1/rules", "/v1/bans", "/v1/explain"];

    private const long LargestBody = 512 * 1024;
    private const int DeepestJson = 8;
    private const int Name = 3; // the segment of the path: /v1/accounts/NAME

    internal static void Configure(IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true); // EndpointGuard says what is wrong
        services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.TypeInfoResolver = AuthJson.Default;
            options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.PropertyNameCaseInsensitive = false;
            options.NumberHandling = JsonNumberHandling.Strict;
            options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.RespectNullableAnnotations = true;
            options.AllowDuplicateProperties = false;
            options.MaxDepth = DeepestJson;
        });
    }

    internal static void Map(IEndpointRouteBuilder routes, AuthAdmin admin)
    {
        var api = routes.MapGroup("").WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        ((IEndpointConventionBuilder)api).Add(EndpointGuard.Wrap);
        MapAccounts(api, admin.Accounts);
        MapRules(api, admin.Rules);
        MapRoles(api, admin.Rules);
        MapBans(api, admin.Bans);
        api.MapPost("/v1/explain", [Authorize(Roles = "viewer,admin")] ([FromBody] Question question) => admin.Explainer.Explain(question))
            .WithSummary("Why a client is allowed or denied something");
    }

    private static void MapAccounts(IEndpointRouteBuilder api, AccountAdmin accounts)
    {
        api.MapGet("/v1/accounts", (HttpContext http) => accounts.List(Page.Of(http.Request))).WithSummary("Accounts, in the order of their names");
        api.MapGet("/v1/accounts/{username}", (string username, HttpContext http) => accounts.Get(EndpointGuard.Segment(http, Name, username))).WithSummary("One account");
        api.MapPost("/v1/accounts/{username}", async (string username, [FromBody] AccountChange change, HttpContext http, CancellationToken aborted) =>
        {
            await accounts.SetAsync(EndpointGuard.Segment(http, Name, username), change, aborted);
            return new Empty();
        }).WithSummary("Make an account, or change its password or roles");
        api.MapDelete("/v1/accounts/{username}", async (string username, HttpContext http, CancellationToken aborted) =>
        {
            await accounts.DeleteAsync(EndpointGuard.Segment(http, Name, username), aborted);
            return new Empty();
        }).WithSummary("Take an account out; its clients are disconnected");
    }

    private static void MapRules(IEndpointRouteBuilder api, RuleAdmin rules)
    {
        api.MapGet("/v1/rules", (HttpContext http) => rules.List(Page.Of(http.Request))).WithSummary("Access rules, in the order they are asked");
        api.MapGet("/v1/rules/{name}", (string name, HttpContext http) => rules.Get(EndpointGuard.Segment(http, Name, name))).WithSummary("One rule");
        api.MapPost("/v1/rules/{name}", (string name, [FromBody] RuleChange change, HttpContext http, CancellationToken aborted)
            => rules.SetAsync(EndpointGuard.Segment(http, Name, name), change, aborted)).WithSummary("Make a rule, or put another in its place");
        api.MapDelete("/v1/rules/{name}", async (string name, HttpContext http, CancellationToken aborted) =>
        {
            await rules.DeleteAsync(EndpointGuard.Segment(http, Name, name), aborted);
            return new Empty();
        }).WithSummary("Take a rule out");
    }

    private static void MapRoles(IEndpointRouteBuilder api, RuleAdmin rules)
    {
        api.MapGet("/v1/roles", (HttpContext http) => rules.ListRoles(Page.Of(http.Request))).WithSummary("Roles of the rules file");
        api.MapGet("/v1/roles/{name}", (string name, HttpContext http) => rules.GetRole(EndpointGuard.Segment(http, Name, name))).WithSummary("One role");
        api.MapPost("/v1/roles/{name}", async (string name, [FromBody] RoleChange change, HttpContext http, CancellationToken aborted) =>
        {
            await rules.SetRoleAsync(EndpointGuard.Segment(http, Name, name), change, aborted);
            return new Empty();
        }).WithSummary("Make a role, or change who has it");
        api.MapDelete("/v1/roles/{name}", async (string name, HttpContext http, CancellationToken aborted) =>
        {
            await rules.DeleteRoleAsync(EndpointGuard.Segment(http, Name, name), aborted);
            return new Empty();
        }).WithSummary("Take a role out");
        api.MapGet("/v1/groups", (HttpContext http) => rules.ListGroups(Page.Of(http.Request))).WithSummary("Groups of users");
        api.MapGet("/v1/groups/{name}", (string name, HttpContext http) => rules.GetGroup(EndpointGuard.Segment(http, Name, name))).WithSummary("One group");
        api.MapPost("/v1/groups/{name}", async (string name, [FromBody] GroupChange change, HttpContext http, CancellationToken aborted) =>
        {
            await rules.SetGroupAsync(EndpointGuard.Segment(http, Name, name), change, aborted);
            return new Empty();
        }).WithSummary("Make a group, or change who is in it");
        api.MapDelete("/v1/groups/{name}", async (string name, HttpContext http, CancellationToken aborted) =>
        {
            await rules.DeleteGroupAsync(EndpointGuard.Segment(http, Name, name), aborted);
            return new Empty();
        }).WithSummary("Take a group out");
    }

    private static void MapBans(IEndpointRouteBuilder api, BanAdmin bans)
    {
        api.MapGet("/v1/bans", (HttpContext http) => bans.List(Page.Of(http.Request))).WithSummary("Bans in force");
        api.MapPost("/v1/bans", ([FromBody] BanChange change, CancellationToken aborted) => bans.AddAsync(change, aborted)).WithSummary("Ban a client, a user or addresses");
        api.MapDelete("/v1/bans/{id}", async (string id, CancellationToken aborted) =>
        {
            await bans.RemoveAsync(id, aborted);
            return new Empty();
        }).WithSummary("Lift a ban");
    }
}

/// <summary>What the API is made of.</summary>
internal sealed record AuthAdmin(AccountAdmin Accounts, RuleAdmin Rules, BanAdmin Bans, Explainer Explainer);
