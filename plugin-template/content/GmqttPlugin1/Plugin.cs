using Gmqtt.Hooks;
using Gmqtt.Plugins;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PLUGIN_NAMESPACE;

/// <summary>One object per load of the plugin. Its hooks are called from many threads at a time.</summary>
[Plugin(Description = "Says in one sentence what it does.")]
public sealed class Plugin : IPlugin
{
    private ILogger _log = NullLogger.Instance;
#if (config)
    private Options _options = new();
#endif

    /// <summary>Also the name of the plugin's folder, of its table in gmqtt.toml and in plugin_order.</summary>
    public string Name => "gmqtt-plugin-1";

    /// <summary>Runs once, before any hook. What throws here keeps the plugin from being loaded; the version before it, if there is one, goes on.</summary>
    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        _log = context.Logger;
#if (config)
        _options = context.Configuration.Bind<Options>(); // a key it does not have, a wrong type, and what Validate says are told with file and line
        _log.LogInformation("{Greeting}", _options.Greeting);
#endif
        return default;
    }

    /// <summary>Asked once, after LoadAsync. Each hook is given the next plugin's; not calling it keeps the call from the plugins further in.</summary>
    public HookWrapper HookWrapper() => new()
    {
#if (hasOnAccept)
        // Decides on a transport, before a byte of MQTT is read: return false to close it without a word.
        OnAccept = next => (request, cancellationToken) =>
        {
            _log.LogInformation("OnAccept {RemoteEndPoint}", request.RemoteEndPoint);
            return next(request, cancellationToken);
        },
#endif
#if (hasOnBasicAuth)
        // Decides on a CONNECT: request.Accept() vouches for the client, request.Reject(code) refuses it; with neither it is anonymous.
        OnBasicAuth = next => (client, request, cancellationToken) =>
        {
            _log.LogInformation("OnBasicAuth {ClientId} as {Username}", client.ClientId, request.Username);
            return next(client, request, cancellationToken);
        },
#endif
#if (hasOnEnhancedAuth)
        // Decides on a CONNECT with an authentication method: return EnhancedAuthResponse.Accept() or .Continue(data, step), or ask next() where the method is not yours.
        OnEnhancedAuth = next => (client, request, cancellationToken) =>
        {
            _log.LogInformation("OnEnhancedAuth {ClientId} by {Method}", client.ClientId, request.AuthenticationMethod);
            return next(client, request, cancellationToken);
        },
#endif
#if (hasOnReAuth)
        // Decides on a new authentication of a connected client, in the way of OnEnhancedAuth.
        OnReAuth = next => (client, request, cancellationToken) =>
        {
            _log.LogInformation("OnReAuth {ClientId} by {Method}", client.ClientId, request.AuthenticationMethod);
            return next(client, request, cancellationToken);
        },
#endif
#if (hasOnConnected)
        // Sees a client that is connected; its first packets wait for this.
        OnConnected = next => (client, cancellationToken) =>
        {
            _log.LogInformation("OnConnected {ClientId}", client.ClientId);
            return next(client, cancellationToken);
        },
#endif
#if (hasOnSessionCreated)
        // Sees a session that was made, before the CONNACK.
        OnSessionCreated = next => (client, cancellationToken) =>
        {
            _log.LogInformation("OnSessionCreated {ClientId}", client.ClientId);
            return next(client, cancellationToken);
        },
#endif
#if (hasOnSessionResumed)
        // Sees a stored session that goes on, before the CONNACK.
        OnSessionResumed = next => (client, cancellationToken) =>
        {
            _log.LogInformation("OnSessionResumed {ClientId}", client.ClientId);
            return next(client, cancellationToken);
        },
#endif
#if (hasOnSessionTerminated)
        // Sees that a session and all its state are gone.
        OnSessionTerminated = next => (clientId, reason, cancellationToken) =>
        {
            _log.LogInformation("OnSessionTerminated {ClientId} {Reason}", clientId, reason);
            return next(clientId, reason, cancellationToken);
        },
#endif
#if (hasOnSubscribe)
        // Decides on each filter of a SUBSCRIBE: item.GrantQoS(qos), item.Reject(code), request.RejectAll(code), or another item.Subscription.
        OnSubscribe = next => (client, request, cancellationToken) =>
        {
            _log.LogInformation("OnSubscribe {ClientId} {Filters}", client.ClientId, string.Join(' ', request.Items.Select(item => item.RequestedFilter)));
            return next(client, request, cancellationToken);
        },
#endif
#if (hasOnSubscribed)
        // Sees a subscription that was stored, before its retained messages and the SUBACK.
        OnSubscribed = next => (client, subscription, cancellationToken) =>
        {
            _log.LogInformation("OnSubscribed {ClientId} {Filter}", client.ClientId, subscription.FullTopicFilter);
            return next(client, subscription, cancellationToken);
        },
#endif
#if (hasOnUnsubscribe)
        // Decides on each filter of an UNSUBSCRIBE: item.Reject(code), or another item.FullTopicFilter.
        OnUnsubscribe = next => (client, request, cancellationToken) =>
        {
            _log.LogInformation("OnUnsubscribe {ClientId} {Filters}", client.ClientId, string.Join(' ', request.Items.Select(item => item.RequestedFilter)));
            return next(client, request, cancellationToken);
        },
#endif
#if (hasOnUnsubscribed)
        // Sees a subscription that was removed, before the UNSUBACK.
        OnUnsubscribed = next => (client, filter, cancellationToken) =>
        {
            _log.LogInformation("OnUnsubscribed {ClientId} {Filter}", client.ClientId, filter);
            return next(client, filter, cancellationToken);
        },
#endif
#if (hasOnMsgArrived)
        // Decides on a message: request.Reject(code), request.Drop(), or another request.Message. Runs on the thread that reads the network: do not block it.
        OnMsgArrived = next => (client, request, cancellationToken) =>
        {
            _log.LogInformation("OnMsgArrived {TopicName} from {ClientId}", request.TopicName, client.ClientId);
            return next(client, request, cancellationToken);
        },
#endif
#if (hasOnDeliver)
        // Decides whether a message may leave for one receiver, right before it is sent: answer from memory, do not block.
        OnDeliver = next => (client, delivery) =>
        {
            _log.LogInformation("OnDeliver {TopicName} to {ClientId}", delivery.TopicName, client.ClientId);
            return next(client, delivery);
        },
#endif
#if (hasOnDelivered)
        // Sees each message that is handed to each receiver, on the publisher's thread: do next to nothing here.
        OnDelivered = next => (client, message) =>
        {
            _log.LogInformation("OnDelivered {TopicName} to {ClientId}", message.TopicName, client.ClientId);
            next(client, message);
        },
#endif
#if (hasOnMsgDropped)
        // Sees a message that one receiver will not get.
        OnMsgDropped = next => (clientId, message, reason) =>
        {
            _log.LogInformation("OnMsgDropped {TopicName} for {ClientId}: {Reason}", message.TopicName, clientId, reason);
            next(clientId, message, reason);
        },
#endif
#if (hasOnClosed)
        // Sees a connection that has ended, before its will is published.
        OnClosed = next => (client, reason, cancellationToken) =>
        {
            _log.LogInformation("OnClosed {ClientId} {Code}", client.ClientId, reason.Code);
            return next(client, reason, cancellationToken);
        },
#endif
#if (hasOnWillPublish)
        // Decides on a Will Message that is due: request.Drop(), or another request.Message.
        OnWillPublish = next => (clientId, request, cancellationToken) =>
        {
            _log.LogInformation("OnWillPublish {TopicName} of {ClientId}", request.Message.TopicName, clientId);
            return next(clientId, request, cancellationToken);
        },
#endif
#if (hasOnWillPublished)
        // Sees a Will Message that was published.
        OnWillPublished = next => (clientId, message, cancellationToken) =>
        {
            _log.LogInformation("OnWillPublished {TopicName} of {ClientId}", message.TopicName, clientId);
            return next(clientId, message, cancellationToken);
        },
#endif
#if (hasOnStop)
        // Sees that the broker stops: listeners are closed, clients are gone, plugins are unloaded next.
        OnStop = next => cancellationToken =>
        {
            _log.LogInformation("OnStop");
            return next(cancellationToken);
        },
#endif
    };
}
