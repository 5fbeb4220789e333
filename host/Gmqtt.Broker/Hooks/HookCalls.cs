using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Time;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker.Hooks;

/// <summary>
/// Calls the hooks and answers for what they do: a deciding hook that throws decides no, an observing hook that throws is ignored; both are logged.
/// Callers hold no lock.
/// </summary>
internal sealed class HookCalls : INoticeSink
{
    private readonly ILogger _logger;
    private readonly Clock _clock;
    private volatile HookSet _set = HookSet.Empty;

    internal HookCalls(ILogger logger, Clock clock)
    {
        _logger = logger;
        _clock = clock;
    }

    internal HookSet Set { get => _set; set => _set = value; }

    public bool WantsDelivered => _set.OnDelivered is not null;

    public bool WantsDropped => _set.OnMsgDropped is not null;

    public void Tell(in Notice notice)
    {
        try
        {
            var message = MessageShape.ToMessage(notice.Message, notice.QoS, notice.Retain, _clock.Now);
            if (notice.Reason is { } reason) _set.OnMsgDropped?.Invoke(notice.ClientId, message, reason);
            else _set.OnDelivered?.Invoke(notice.Client!, message);
        }
        catch (Exception exception)
        {
            Log.HookFailed(_logger, notice.Reason is null ? nameof(OnDelivered) : nameof(OnMsgDropped), exception);
        }
    }

    internal async ValueTask<bool> AcceptAsync(AcceptRequest request, CancellationToken cancellationToken)
    {
        if (_set.OnAccept is not { } hook) return true;
        try
        {
            return await hook(request, cancellationToken);
        }
        catch (Exception exception)
        {
            Log.HookFailed(_logger, nameof(OnAccept), exception);
            return false;
        }
    }

    /// <summary>Runs a deciding hook; a fault becomes a refusal with <paramref name="onFault"/>.</summary>
    internal async ValueTask DecideAsync(
        string hook, Func<ValueTask> call, Action<ReasonCode, string?, IReadOnlyList<UserProperty>> refuse, ReasonCode onFault)
    {
        try
        {
            await call();
        }
        catch (MqttReasonException refusal)
        {
            refuse(refusal.Code, refusal.ReasonString, refusal.UserProperties);
        }
        catch (Exception exception)
        {
            Log.HookFailed(_logger, hook, exception);
            refuse(onFault, null, []);
        }
    }

    /// <summary>Runs an observing hook; a fault is logged.</summary>
    internal async ValueTask ObserveAsync(string hook, Func<ValueTask> call)
    {
        try
        {
            await call();
        }
        catch (Exception exception)
        {
            Log.HookFailed(_logger, hook, exception);
        }
    }

    internal ValueTask ConnectedAsync(IClient client, CancellationToken ct)
        => _set.OnConnected is { } hook ? ObserveAsync(nameof(OnConnected), () => hook(client, ct)) : default;

    internal ValueTask SessionCreatedAsync(IClient client, CancellationToken ct)
        => _set.OnSessionCreated is { } hook ? ObserveAsync(nameof(OnSessionCreated), () => hook(client, ct)) : default;

    internal ValueTask SessionResumedAsync(IClient client, CancellationToken ct)
        => _set.OnSessionResumed is { } hook ? ObserveAsync(nameof(OnSessionResumed), () => hook(client, ct)) : default;

    internal ValueTask SessionTerminatedAsync(string clientId, SessionTerminatedReason reason)
        => _set.OnSessionTerminated is { } hook ? ObserveAsync(nameof(OnSessionTerminated), () => hook(clientId, reason, default)) : default;

    internal ValueTask SubscribedAsync(IClient client, Subscription subscription, CancellationToken ct)
        => _set.OnSubscribed is { } hook ? ObserveAsync(nameof(OnSubscribed), () => hook(client, subscription, ct)) : default;

    internal ValueTask UnsubscribedAsync(IClient client, string filter, CancellationToken ct)
        => _set.OnUnsubscribed is { } hook ? ObserveAsync(nameof(OnUnsubscribed), () => hook(client, filter, ct)) : default;

    internal ValueTask ClosedAsync(IClient client, CloseReason reason)
        => _set.OnClosed is { } hook ? ObserveAsync(nameof(OnClosed), () => hook(client, reason, default)) : default;

    internal ValueTask WillPublishedAsync(string clientId, Message message)
        => _set.OnWillPublished is { } hook ? ObserveAsync(nameof(OnWillPublished), () => hook(clientId, message, default)) : default;

    internal ValueTask StopAsync(CancellationToken ct)
        => _set.OnStop is { } hook ? ObserveAsync(nameof(OnStop), () => hook(ct)) : default;
}
