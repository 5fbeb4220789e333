using System.Runtime.ExceptionServices;
using Gmqtt.Hooks;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>A plugin that wraps one hook, whichever, and does in it what the test wants.</summary>
internal static class AnyHook
{
    /// <summary>All but OnDeliver, whose argument cannot be taken along; it has tests of its own.</summary>
    internal static readonly string[] Names = [.. typeof(HookWrapper).GetProperties().Where(p => p.Name.StartsWith("On", StringComparison.Ordinal)).Select(p => p.Name).Except([nameof(HookWrapper.OnDeliver)])];

    /// <summary>Called from the per-receiver hooks, which are synchronous.</summary>
    internal static readonly string[] Synchronous = [nameof(OnDelivered), nameof(OnMsgDropped)];

    /// <summary>A plugin whose one hook passes on and is counted.</summary>
    internal static HookWrapper Counting(string hook, Action count) => Wrap(hook, next =>
    {
        count();
        return next();
    });

    /// <summary>A plugin whose one hook is a body round next.</summary>
    internal static HookWrapper Wrap(string hook, Func<Func<Task>, Task> body)
    {
        T? Only<T>(T wrap)
            where T : Delegate
            => typeof(T).GenericTypeArguments[0].Name == hook ? wrap : null;
        ValueTask Run(Func<ValueTask> next) => new(body(() => next().AsTask()));
        ValueTask<TResult> Ask<TResult>(Func<ValueTask<TResult>> next)
        {
            var result = default(TResult)!;
            var task = body(async () => result = await next());
            return AfterAsync();
            async ValueTask<TResult> AfterAsync()
            {
                await task;
                return result;
            }
        }

        void Call(Action next)
        {
            var task = body(() =>
            {
                next();
                return Task.CompletedTask;
            });
            if (task.Exception is { } failure) ExceptionDispatchInfo.Throw(failure.InnerException!);
            Assert.True(task.IsCompletedSuccessfully, "a synchronous hook cannot wait for the body");
        }

        return new HookWrapper
        {
            OnAccept = Only<Func<OnAccept, OnAccept>>(next => (a, ct) => Ask(() => next(a, ct))),
            OnBasicAuth = Only<Func<OnBasicAuth, OnBasicAuth>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnEnhancedAuth = Only<Func<OnEnhancedAuth, OnEnhancedAuth>>(next => (a, b, ct) => Ask(() => next(a, b, ct))),
            OnReAuth = Only<Func<OnReAuth, OnReAuth>>(next => (a, b, ct) => Ask(() => next(a, b, ct))),
            OnConnected = Only<Func<OnConnected, OnConnected>>(next => (a, ct) => Run(() => next(a, ct))),
            OnSessionCreated = Only<Func<OnSessionCreated, OnSessionCreated>>(next => (a, ct) => Run(() => next(a, ct))),
            OnSessionResumed = Only<Func<OnSessionResumed, OnSessionResumed>>(next => (a, ct) => Run(() => next(a, ct))),
            OnSessionTerminated = Only<Func<OnSessionTerminated, OnSessionTerminated>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnSubscribe = Only<Func<OnSubscribe, OnSubscribe>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnSubscribed = Only<Func<OnSubscribed, OnSubscribed>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnUnsubscribe = Only<Func<OnUnsubscribe, OnUnsubscribe>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnUnsubscribed = Only<Func<OnUnsubscribed, OnUnsubscribed>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnMsgArrived = Only<Func<OnMsgArrived, OnMsgArrived>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnDelivered = Only<Func<OnDelivered, OnDelivered>>(next => (a, b) => Call(() => next(a, b))),
            OnMsgDropped = Only<Func<OnMsgDropped, OnMsgDropped>>(next => (a, b, c) => Call(() => next(a, b, c))),
            OnClosed = Only<Func<OnClosed, OnClosed>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnWillPublish = Only<Func<OnWillPublish, OnWillPublish>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnWillPublished = Only<Func<OnWillPublished, OnWillPublished>>(next => (a, b, ct) => Run(() => next(a, b, ct))),
            OnStop = Only<Func<OnStop, OnStop>>(next => ct => Run(() => next(ct))),
        };
    }
}
