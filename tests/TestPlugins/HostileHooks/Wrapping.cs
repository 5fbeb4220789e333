using Gmqtt.Clients;
using Gmqtt.Hooks;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>All hooks but OnDeliver as one function. Who authenticates by a method is let in: else the exchange would end before the misdeed.</summary>
internal static class Wrapping
{
    internal static HookWrapper Of(string[] hooks, Func<Call, ValueTask> body)
    {
        T? Only<T>(T wrap)
            where T : Delegate
            => hooks.Contains(typeof(T).GenericTypeArguments[0].Name) ? wrap : null;
        ValueTask Run(string hook, IClient client, object? request, Func<ValueTask> next) => body(new Call(hook, client.ClientId, client, request, next));
        ValueTask About(string hook, string clientId, object? request, Func<ValueTask> next) => body(new Call(hook, clientId, null, request, next));
        async ValueTask<bool> Accept(AcceptRequest request, Func<ValueTask<bool>> next)
        {
            var result = false;
            await body(new Call(nameof(OnAccept), "victim", null, request, async () => result = await next()));
            return result;
        }

        async ValueTask<EnhancedAuthResponse?> Authenticate(string hook, IClient client, object request)
        {
            EnhancedAuthResponse? response = null;
            Func<ValueTask> accept = () =>
            {
                response = EnhancedAuthResponse.Accept();
                return default;
            };
            await (hooks.Contains(hook) ? body(new Call(hook, client.ClientId, client, request, accept)) : accept());
            return response;
        }

        void Call(string hook, string clientId, IClient? client, object request, Action next)
        {
            var task = body(new Call(hook, clientId, client, request, () =>
            {
                next();
                return default;
            }));
            if (!task.IsCompletedSuccessfully) task.AsTask().GetAwaiter().GetResult();
        }

        return new HookWrapper
        {
            OnAccept = Only<Func<OnAccept, OnAccept>>(next => (r, ct) => Accept(r, () => next(r, ct))),
            OnBasicAuth = Only<Func<OnBasicAuth, OnBasicAuth>>(next => (c, r, ct) => Run(nameof(OnBasicAuth), c, r, () => next(c, r, ct))),
            OnEnhancedAuth = _ => (c, r, _) => Authenticate(nameof(OnEnhancedAuth), c, r),
            OnReAuth = _ => (c, r, _) => Authenticate(nameof(OnReAuth), c, r),
            OnConnected = Only<Func<OnConnected, OnConnected>>(next => (c, ct) => Run(nameof(OnConnected), c, null, () => next(c, ct))),
            OnSessionCreated = Only<Func<OnSessionCreated, OnSessionCreated>>(next => (c, ct) => Run(nameof(OnSessionCreated), c, null, () => next(c, ct))),
            OnSessionResumed = Only<Func<OnSessionResumed, OnSessionResumed>>(next => (c, ct) => Run(nameof(OnSessionResumed), c, null, () => next(c, ct))),
            OnSessionTerminated = Only<Func<OnSessionTerminated, OnSessionTerminated>>(next => (c, r, ct) => About(nameof(OnSessionTerminated), c, r, () => next(c, r, ct))),
            OnSubscribe = Only<Func<OnSubscribe, OnSubscribe>>(next => (c, r, ct) => Run(nameof(OnSubscribe), c, r, () => next(c, r, ct))),
            OnSubscribed = Only<Func<OnSubscribed, OnSubscribed>>(next => (c, r, ct) => Run(nameof(OnSubscribed), c, r, () => next(c, r, ct))),
            OnUnsubscribe = Only<Func<OnUnsubscribe, OnUnsubscribe>>(next => (c, r, ct) => Run(nameof(OnUnsubscribe), c, r, () => next(c, r, ct))),
            OnUnsubscribed = Only<Func<OnUnsubscribed, OnUnsubscribed>>(next => (c, r, ct) => Run(nameof(OnUnsubscribed), c, r, () => next(c, r, ct))),
            OnMsgArrived = Only<Func<OnMsgArrived, OnMsgArrived>>(next => (c, r, ct) => Run(nameof(OnMsgArrived), c, r, () => next(c, r, ct))),
            OnDelivered = Only<Func<OnDelivered, OnDelivered>>(next => (c, m) => Call(nameof(OnDelivered), c.ClientId, c, m, () => next(c, m))),
            OnMsgDropped = Only<Func<OnMsgDropped, OnMsgDropped>>(next => (c, m, r) => Call(nameof(OnMsgDropped), c, null, m, () => next(c, m, r))),
            OnClosed = Only<Func<OnClosed, OnClosed>>(next => (c, r, ct) => Run(nameof(OnClosed), c, r, () => next(c, r, ct))),
            OnWillPublish = Only<Func<OnWillPublish, OnWillPublish>>(next => (c, r, ct) => About(nameof(OnWillPublish), c, r, () => next(c, r, ct))),
            OnWillPublished = Only<Func<OnWillPublished, OnWillPublished>>(next => (c, r, ct) => About(nameof(OnWillPublished), c, r, () => next(c, r, ct))),
            OnStop = Only<Func<OnStop, OnStop>>(next => ct => About(nameof(OnStop), "victim", null, () => next(ct))),
        };
    }
}
