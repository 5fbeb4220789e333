using System.Threading.Channels;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth.Access;

/// <summary>
/// Takes away subscriptions that the rules do not allow any more. Deliveries have stopped already when this begins: each is looked at on its own. What this adds is that nothing is
/// queued for them, and that lists of subscriptions tell the truth.
/// </summary>
internal sealed class Revocation
{
    private readonly IServer _server;
    private readonly AccessControl _access;
    private readonly Identities _identities;
    private readonly ILogger _logger;

    // One change waits at most: whatever is looked at is looked at with the latest rules.
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal Revocation(IServer server, AccessControl access, Identities identities, ILogger logger)
    {
        _server = server;
        _access = access;
        _identities = identities;
        _logger = logger;
    }

    /// <summary>The rules have changed.</summary>
    internal void Begin() => _due.Writer.TryWrite(true);

    /// <summary>Looks at all sessions after each change, until told to stop.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var _ in _due.Reader.ReadAllAsync(stopping))
        {
            foreach (var session in _server.ClientService.Sessions())
            {
                stopping.ThrowIfCancellationRequested();
                // Whose roles came with a login that nobody here has seen cannot be judged before it comes back; then it is.
                if (_identities.Find(session.ClientId) is null && !session.IsConnected) continue;
                await CheckAsync(session.ClientId, stopping);
            }
        }
    }

    /// <summary>Looks at one session.</summary>
    internal async ValueTask CheckAsync(string clientId, CancellationToken cancellationToken)
    {
        var rules = _access.State.For(clientId, _identities.Of(clientId));
        foreach (var (_, subscription) in _server.SubscriptionService.Find(new SubscriptionQuery { ClientId = clientId }).ToList())
        {
            var decision = rules.Subscribe(subscription.TopicFilter);
            try
            {
                if (!decision.IsAllowed) await RemoveAsync(clientId, subscription, decision, cancellationToken);
                else if (decision.MaxQoS < subscription.QoS) await LowerAsync(clientId, subscription, decision.MaxQoS, cancellationToken);
            }
            catch (MqttReasonException)
            {
                return; // the session has ended meanwhile
            }
        }
    }

    private async ValueTask RemoveAsync(string clientId, Subscription subscription, Decision decision, CancellationToken cancellationToken)
    {
        await _server.SubscriptionService.UnsubscribeAsync(clientId, [subscription.FullTopicFilter], cancellationToken);
        _logger.SubscriptionRevoked(subscription.FullTopicFilter, clientId, decision.Rule is { } rule ? $"rule {rule.Name} denies it" : "no rule allows it");
    }

    private async ValueTask LowerAsync(string clientId, Subscription subscription, QoS qos, CancellationToken cancellationToken)
        => await _server.SubscriptionService.SubscribeAsync(clientId, [subscription with { QoS = qos, RetainHandling = RetainHandling.DoNotSend }], cancellationToken);
}
