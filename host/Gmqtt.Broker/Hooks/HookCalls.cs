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

    /// <summary>Runs a deciding hook of somebody who must not be waited for meanwhile.</summary>
    internal async ValueTask DecideAsync(
        IHookOwner owner, string hook, Func<ValueTask> call, Action<ReasonCode, string?, IReadOnlyList<UserProperty>> refuse, ReasonCode onFault)
    {
        owner.IsInHook = true;
        await DecideAsync(hook, call, refuse, onFault);
        Left(owner);
    }

    /// <summary>Runs an observing hook; a fault is logged.</summary>
    internal async ValueTask ObserveAsync(IHookOwner? owner, string hook, Func<ValueTask> call)
    {
        if (owner is not null) owner.IsInHook = true;
        try
        {
            await call();
        }
        catch (Exception exception)
        {
            Log.HookFailed(_logger, hook, exception);
        }

        if (owner is not null) Left(owner);
    }

    // What was asked for while the hook ran is seen by whoever goes on after it.
    private static void Left(IHookOwner owner)
    {
        owner.IsInHook = false;
        Interlocked.MemoryBarrier();
    }

    internal ValueTask ConnectedAsync<T>(T client, CancellationToken ct)
        where T : IClient, IHookOwner
        => _set.OnConnected is { } hook ? ObserveAsync(client, nameof(OnConnected), () => hook(client, ct)) : default;

    internal ValueTask SessionCreatedAsync<T>(T client, CancellationToken ct)
        where T : IClient, IHookOwner
        => _set.OnSessionCreated is { } hook ? ObserveAsync(client, nameof(OnSessionCreated), () => hook(client, ct)) : default;

    internal ValueTask SessionResumedAsync<T>(T client, CancellationToken ct)
        where T : IClient, IHookOwner
        => _set.OnSessionResumed is { } hook ? ObserveAsync(client, nameof(OnSessionResumed), () => hook(client, ct)) : default;

    internal ValueTask SessionTerminatedAsync(IHookOwner session, string clientId, SessionTerminatedReason reason)
        => _set.OnSessionTerminated is { } hook ? ObserveAsync(session, nameof(OnSessionTerminated), () => hook(clientId, reason, default)) : default;

    internal ValueTask SubscribedAsync<T>(T client, Subscription subscription, CancellationToken ct)
        where T : IClient, IHookOwner
        => _set.OnSubscribed is { } hook ? ObserveAsync(client, nameof(OnSubscribed), () => hook(client, subscription, ct)) : default;

    internal ValueTask UnsubscribedAsync<T>(T client, string filter, CancellationToken ct)
        where T : IClient, IHookOwner
        => _set.OnUnsubscribed is { } hook ? ObserveAsync(client, nameof(OnUnsubscribed), () => hook(client, filter, ct)) : default;

    internal ValueTask ClosedAsync<T>(T client, CloseReason reason)
        where T : IClient, IHookOwner
        => _set.OnClosed is { } hook ? ObserveAsync(client, nameof(OnClosed), () => hook(client, reason, default)) : default;

    internal ValueTask WillPublishedAsync(IHookOwner session, string clientId, Message message)
        => _set.OnWillPublished is { } hook ? ObserveAsync(session, nameof(OnWillPublished), () => hook(clientId, message, default)) : default;

    internal ValueTask StopAsync(CancellationToken ct)
        => _set.OnStop is { } hook ? ObserveAsync(null, nameof(OnStop), () => hook(ct)) : default;
}
