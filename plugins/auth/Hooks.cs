using Gmqtt.Auth.Guards;
using Gmqtt.Auth.Scram;
using Gmqtt.Clients;
using Gmqtt.Hooks;

namespace Gmqtt.Auth;

/// <summary>Which hook does what. Those that ask the rules are there only when there are rules: what nobody wants costs nothing.</summary>
internal static class Hooks
{
    internal static HookWrapper Of(Composition parts) => new()
    {
        OnAccept = next => (request, cancellationToken)
            => parts.Admission.IsWelcome(request.RemoteEndPoint) ? next(request, cancellationToken) : ValueTask.FromResult(false),
        OnBasicAuth = next => async (client, request, cancellationToken) =>
        {
            await parts.Authenticator.AuthenticateAsync(client, request, cancellationToken);
            if (request.Rejection is null) await next(client, request, cancellationToken);
        },
        OnEnhancedAuth = parts.Scram is not { } scram ? null : next => (client, request, cancellationToken)
            => request.AuthenticationMethod == ScramAuthentication.Method ? scram.BeginAsync(client, request) : next(client, request, cancellationToken),
        OnReAuth = parts.Scram is not { } again ? null : next => (client, request, cancellationToken)
            => request.AuthenticationMethod == ScramAuthentication.Method ? again.BeginAgainAsync(client, request) : next(client, request, cancellationToken),
        OnSessionCreated = next => (client, cancellationToken) =>
        {
            parts.Identities.Settle(client.ConnectionId, client.ClientId, client.Username);
            return next(client, cancellationToken);
        },
        OnSessionResumed = next => async (client, cancellationToken) =>
        {
            parts.Identities.Settle(client.ConnectionId, client.ClientId, client.Username);
            if (parts.Revocation is { } revocation) await revocation.CheckAsync(client.ClientId, cancellationToken);
            await next(client, cancellationToken);
        },
        OnSessionTerminated = next => (clientId, reason, cancellationToken) =>
        {
            parts.Identities.Forget(clientId);
            return next(clientId, reason, cancellationToken);
        },
        OnClosed = next => async (client, reason, cancellationToken) =>
        {
            parts.Access?.Forget(client);
            await FlappingAsync(parts, client, cancellationToken);
            await next(client, reason, cancellationToken);
        },
        OnMsgArrived = parts.Access is not { } access ? null : next => (client, request, cancellationToken) =>
        {
            access.OnMsgArrived(client, request);
            return request.Rejection is null ? next(client, request, cancellationToken) : default;
        },
        OnDeliver = parts.Access is not { } deliveries ? null : next => (client, delivery) => deliveries.OnDeliver(client, delivery) && next(client, delivery),
        OnSubscribe = parts.Access is not { } subscriptions ? null : next => (client, request, cancellationToken) =>
        {
            subscriptions.OnSubscribe(client, request);
            return next(client, request, cancellationToken);
        },
        OnWillPublish = parts.Access is not { } wills ? null : next => (clientId, request, cancellationToken) =>
        {
            wills.OnWillPublish(clientId, request);
            return request.IsDropped ? default : next(clientId, request, cancellationToken);
        },
    };

    private static async ValueTask FlappingAsync(Composition parts, IClient client, CancellationToken cancellationToken)
    {
        var connects = parts.Guards.Connects;
        if (!connects.Count(client.ClientId)) return;
        var now = parts.Context.TimeProvider.GetUtcNow();
        var ban = new Ban
        {
            Id = Guid.NewGuid().ToString("N"),
            Kind = "client",
            Value = client.ClientId,
            Until = now + connects.Block,
            CreatedAt = now,
            Reason = "flapping: connects again and again",
        };
        await parts.Bans.AddAsync(ban, cancellationToken);
    }
}
