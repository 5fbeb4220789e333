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

    /// <summary>The hooks in force, for a look at whether somebody wants one; to call one, <see cref="Enter"/>.</summary>
    internal HookSet Set => _set;

    /// <summary>Puts other hooks in force.</summary>
    /// <returns>Completes when the last call into the old ones has ended.</returns>
    internal Task Swap(HookSet next) => Interlocked.Exchange(ref _set, next).CloseAsync();

    /// <summary>The hooks in force, entered; the caller leaves them with <see cref="HookSet.Exit"/>.</summary>
    public HookSet Enter()
    {
        while (true)
        {
            var set = _set;
            if (set.TryEnter()) return set;
        }
    }

    public void Tell(HookSet hooks, in Notice notice)
    {
        try
        {
            var message = MessageShape.ToMessage(notice.Message, notice.QoS, notice.Retain, _clock.Now);
            if (notice.Reason is { } reason) hooks.OnMsgDropped?.Invoke(notice.ClientId, message, reason);
            else hooks.OnDelivered?.Invoke(notice.Client!, message);
        }
        catch (Exception exception)
        {
            Log.HookFailed(_logger, notice.Reason is null ? nameof(OnDelivered) : nameof(OnMsgDropped), exception);
        }
    }

    internal async ValueTask<bool> AcceptAsync(AcceptRequest request, CancellationToken cancellationToken)
    {
        var hooks = Enter();
        try
        {
            return hooks.OnAccept is not { } hook || await hook(request, cancellationToken);
        }
        catch (MqttReasonException)
        {
            return false; // a refusal; there is nobody yet to tell the code to
        }
        catch (Exception exception)
        {
            Log.HookFailed(_logger, nameof(OnAccept), exception);
            return false;
        }
        finally
        {
            hooks.Exit();
        }
    }

    /// <summary>Runs a deciding hook; a fault becomes a refusal with <paramref name="onFault"/>.</summary>
    internal async ValueTask DecideAsync(
        string hook, Func<HookSet, ValueTask> call, Action<ReasonCode, string?, IReadOnlyList<UserProperty>> refuse, ReasonCode onFault)
    {
        var hooks = Enter();
        try
        {
            await call(hooks);
        }
        catch (MqttReasonException refusal)
        {
            refuse(refusal.Code, refusal.ReasonString, refusal.UserProperties);
        }
        catch (OperationCanceledException canceled) when (canceled.CancellationToken.IsCancellationRequested)
        {
            refuse(onFault, null, []); // the client has gone: nobody's fault, and nobody reads the answer
        }
        catch (Exception exception)
        {
            Log.HookFailed(_logger, hook, exception);
            refuse(onFault, null, []);
        }
        finally
        {
            hooks.Exit();
        }
    }

    /// <summary>Runs a deciding hook of somebody who must not be waited for meanwhile.</summary>
    internal async ValueTask DecideAsync(
        IHookOwner owner, string hook, Func<HookSet, ValueTask> call, Action<ReasonCode, string?, IReadOnlyList<UserProperty>> refuse, ReasonCode onFault)
    {
        owner.IsInHook = true;
        await DecideAsync(hook, call, refuse, onFault);
        Left(owner);
    }

    /// <summary>Runs an observing hook; a fault is logged.</summary>
    private async ValueTask ObserveAsync(IHookOwner? owner, string hook, Func<HookSet, ValueTask> call)
    {
        var hooks = Enter();
        if (owner is not null) owner.IsInHook = true;
        try
        {
            await call(hooks);
        }
        catch (Exception exception)
        {
            Log.HookFailed(_logger, hook, exception);
        }
        finally
        {
            hooks.Exit();
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
        => _set.OnConnected is null ? default : ObserveAsync(client, nameof(OnConnected), hooks => hooks.OnConnected?.Invoke(client, ct) ?? default);

    internal ValueTask SessionCreatedAsync<T>(T client, CancellationToken ct)
        where T : IClient, IHookOwner
        => _set.OnSessionCreated is null ? default : ObserveAsync(client, nameof(OnSessionCreated), hooks => hooks.OnSessionCreated?.Invoke(client, ct) ?? default);

    internal ValueTask SessionResumedAsync<T>(T client, CancellationToken ct)
        where T : IClient, IHookOwner
        => _set.OnSessionResumed is null ? default : ObserveAsync(client, nameof(OnSessionResumed), hooks => hooks.OnSessionResumed?.Invoke(client, ct) ?? default);

    internal ValueTask SessionTerminatedAsync(IHookOwner session, string clientId, SessionTerminatedReason reason)
        => _set.OnSessionTerminated is null ? default : ObserveAsync(session, nameof(OnSessionTerminated), hooks => hooks.OnSessionTerminated?.Invoke(clientId, reason, default) ?? default);

    internal ValueTask SubscribedAsync<T>(T client, Subscription subscription, CancellationToken ct)
        where T : IClient, IHookOwner
        => _set.OnSubscribed is null ? default : ObserveAsync(client, nameof(OnSubscribed), hooks => hooks.OnSubscribed?.Invoke(client, subscription, ct) ?? default);

    internal ValueTask UnsubscribedAsync<T>(T client, string filter, CancellationToken ct)
        where T : IClient, IHookOwner
        => _set.OnUnsubscribed is null ? default : ObserveAsync(client, nameof(OnUnsubscribed), hooks => hooks.OnUnsubscribed?.Invoke(client, filter, ct) ?? default);

    internal ValueTask ClosedAsync<T>(T client, CloseReason reason)
        where T : IClient, IHookOwner
        => _set.OnClosed is null ? default : ObserveAsync(client, nameof(OnClosed), hooks => hooks.OnClosed?.Invoke(client, reason, default) ?? default);

    internal ValueTask WillPublishedAsync(IHookOwner session, string clientId, Message message)
        => _set.OnWillPublished is null ? default : ObserveAsync(session, nameof(OnWillPublished), hooks => hooks.OnWillPublished?.Invoke(clientId, message, default) ?? default);

    internal ValueTask StopAsync(CancellationToken ct)
        => _set.OnStop is null ? default : ObserveAsync(null, nameof(OnStop), hooks => hooks.OnStop?.Invoke(ct) ?? default);
}
