using Gmqtt.Clients;
using Gmqtt.Hooks;

namespace Gmqtt.Admin.Timeline;

/// <summary>Writes down who was refused and why. What the broker refuses of its own accord, without asking plugins, does not come by here.</summary>
internal sealed class AuthenticationHooks(ClientTimeline timeline)
{
    internal OnBasicAuth BasicAuth(OnBasicAuth next) => async (client, request, cancellationToken) =>
    {
        try
        {
            await next(client, request, cancellationToken);
        }
        catch (MqttReasonException refused)
        {
            Refused(client, request.ClientId, new Rejection(refused.Code, refused.ReasonString, []));
            throw;
        }

        if (request.Rejection is { } rejection) Refused(client, request.ClientId, rejection);
    };

    internal OnEnhancedAuth EnhancedAuth(OnEnhancedAuth next) => async (client, request, cancellationToken) =>
    {
        var response = await next(client, request, cancellationToken);
        if (request.Rejection is { } rejection) Refused(client, request.ClientId, rejection);
        return Watched(response, request.ClientId, EventTypes.Refused);
    };

    internal OnReAuth ReAuth(OnReAuth next) => async (client, request, cancellationToken) =>
    {
        var response = await next(client, request, cancellationToken);
        if (request.Rejection is { } rejection) timeline.Add(client, EventTypes.ReAuthenticationDenied, rejection.Code, rejection.ReasonString);
        return Watched(response, client.ClientId, EventTypes.ReAuthenticationDenied);
    };

    /// <summary>The steps that follow can refuse, too.</summary>
    private EnhancedAuthResponse? Watched(EnhancedAuthResponse? response, string clientId, string type)
    {
        if (response is not { Next: { } next, AuthenticationData: { } data }) return response;
        return EnhancedAuthResponse.Continue(data, async (client, request, cancellationToken) =>
        {
            var following = await next(client, request, cancellationToken);
            if (request.Rejection is { } rejection) timeline.Add(clientId, type, rejection.Code, rejection.ReasonString, client);
            return Watched(following, clientId, type)!;
        });
    }

    // The client has no name of its own yet: what it sent stands in the request.
    private void Refused(IClient client, string clientId, Rejection rejection) => timeline.Add(clientId, EventTypes.Refused, rejection.Code, rejection.ReasonString, client);
}
