using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth.Access;

/// <summary>
/// Keeps clients to the rules: when they publish, subscribe, leave a will, and again whenever a message is about to leave for them. A change of the rules exchanges the state; each
/// client's decisions belong to one state and are made anew in the next.
/// </summary>
internal sealed class AccessControl
{
    private readonly ConcurrentDictionary<long, ClientAccess> _clients = new();
    private readonly Identities _identities;
    private readonly Counter<long> _denied;
    private readonly ILogger _logger;
    private volatile AccessState _state;

    internal AccessControl(AccessState state, Identities identities, Meter meter, ILogger logger)
    {
        _state = state;
        _identities = identities;
        _logger = logger;
        _denied = meter.CreateCounter<long>("gmqtt.auth.denied", description: "What the access rules have denied");
    }

    internal AccessState State
    {
        get => _state;
        set => _state = value;
    }

    internal ClientAccess Of(IClient client)
    {
        var state = _state;
        return _clients.TryGetValue(client.ConnectionId, out var access) && access.State == state ? access : Renew(client, state);
    }

    internal void OnMsgArrived(IClient client, MsgArrivedRequest request)
    {
        if (Of(client).MayPublish(request.TopicName, request.QoS, request.Retain)) return;
        request.Reject(ReasonCode.NotAuthorized, "publishing this is not allowed");
        Count("publish", client.ClientId, request.TopicName);
    }

    internal bool OnDeliver(IClient client, Delivery delivery)
    {
        if (Of(client).MayReceive(delivery.TopicName)) return true;
        Count("receive", client.ClientId, delivery.TopicName);
        return false;
    }

    internal void OnSubscribe(IClient client, SubscribeRequest request)
    {
        var rules = Of(client).Rules;
        foreach (var item in request.Items)
        {
            var decision = rules.Subscribe(item.Subscription.TopicFilter);
            if (!decision.IsAllowed)
            {
                item.Reject(ReasonCode.NotAuthorized);
                Count("subscribe", client.ClientId, item.RequestedFilter);
            }
            else if (decision.MaxQoS < item.Subscription.QoS)
            {
                item.GrantQoS(decision.MaxQoS);
            }
        }
    }

    /// <summary>Whether a client that is just logging in may leave this will.</summary>
    internal bool MayLeave(string clientId, Identity identity, Message will) => MayPublish(clientId, identity, will);

    /// <summary>A will is due; what its client may has maybe changed since.</summary>
    internal void OnWillPublish(string clientId, WillMsgRequest request)
    {
        if (!MayPublish(clientId, _identities.Of(clientId), request.Message)) request.Drop();
    }

    /// <summary>The connection is gone.</summary>
    internal void Forget(IClient client) => _clients.TryRemove(client.ConnectionId, out _);

    /// <summary>Who asked for something at the very end of a connection is not kept for ever.</summary>
    internal void Sweep()
    {
        foreach (var (id, access) in _clients)
        {
            if (!access.Client.IsConnected) _clients.TryRemove(id, out _);
        }
    }

    private bool MayPublish(string clientId, Identity identity, Message message)
    {
        var isAllowed = _state.For(clientId, identity).Publish(message.TopicName, message.QoS, message.Retain).IsAllowed;
        if (!isAllowed) Count("will", clientId, message.TopicName);
        return isAllowed;
    }

    private ClientAccess Renew(IClient client, AccessState state)
    {
        var access = new ClientAccess(client, state, state.For(client.ClientId, _identities.Find(client.ClientId) ?? new Identity { Username = client.Username }));
        _clients[client.ConnectionId] = access;
        return access;
    }

    private void Count(string action, string clientId, string topic)
    {
        _denied.Add(1, new KeyValuePair<string, object?>("action", action));
        _logger.Denied(clientId, action, topic, "no rule allows it");
    }
}
