using System.Collections.Concurrent;
using Gmqtt.Hooks;

namespace Gmqtt.Broker.Tests.Hooks;

/// <summary>Writes down when each of the twenty hooks is entered and left.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<(string Hook, string Mark)> _marks = new();

    /// <summary>Marks of one hook, in order.</summary>
    internal IReadOnlyList<string> Of(string hook) => [.. _marks.Where(m => m.Hook == hook).Select(m => m.Mark)];

    /// <summary>The hooks in the order in which they were entered by one plugin.</summary>
    internal IReadOnlyList<string> Entered(string plugin) => [.. _marks.Where(m => m.Mark == plugin + ">").Select(m => m.Hook)];

    /// <summary>All twenty hooks of a plugin, passing everything on.</summary>
    internal HookWrapper Plugin(string name) => new()
    {
        OnAccept = next => (request, ct) => AroundAsync(name, nameof(OnAccept), () => next(request, ct)),
        OnBasicAuth = next => (client, request, ct) => AroundAsync(name, nameof(OnBasicAuth), () => next(client, request, ct)),
        OnEnhancedAuth = next => (client, request, ct) => AroundAsync(name, nameof(OnEnhancedAuth), () => next(client, request, ct)),
        OnReAuth = next => (client, request, ct) => AroundAsync(name, nameof(OnReAuth), () => next(client, request, ct)),
        OnConnected = next => (client, ct) => AroundAsync(name, nameof(OnConnected), () => next(client, ct)),
        OnSessionCreated = next => (client, ct) => AroundAsync(name, nameof(OnSessionCreated), () => next(client, ct)),
        OnSessionResumed = next => (client, ct) => AroundAsync(name, nameof(OnSessionResumed), () => next(client, ct)),
        OnSessionTerminated = next => (id, reason, ct) => AroundAsync(name, nameof(OnSessionTerminated), () => next(id, reason, ct)),
        OnSubscribe = next => (client, request, ct) => AroundAsync(name, nameof(OnSubscribe), () => next(client, request, ct)),
        OnSubscribed = next => (client, subscription, ct) => AroundAsync(name, nameof(OnSubscribed), () => next(client, subscription, ct)),
        OnUnsubscribe = next => (client, request, ct) => AroundAsync(name, nameof(OnUnsubscribe), () => next(client, request, ct)),
        OnUnsubscribed = next => (client, filter, ct) => AroundAsync(name, nameof(OnUnsubscribed), () => next(client, filter, ct)),
        OnMsgArrived = next => (client, request, ct) => AroundAsync(name, nameof(OnMsgArrived), () => next(client, request, ct)),
        OnDeliver = next => (client, delivery) =>
        {
            Mark(nameof(OnDeliver), name + ">");
            var allows = next(client, delivery);
            Mark(nameof(OnDeliver), name + "<");
            return allows;
        },
        OnDelivered = next => (client, message) => Around(name, nameof(OnDelivered), () => next(client, message)),
        OnMsgDropped = next => (id, message, reason) => Around(name, nameof(OnMsgDropped), () => next(id, message, reason)),
        OnClosed = next => (client, reason, ct) => AroundAsync(name, nameof(OnClosed), () => next(client, reason, ct)),
        OnWillPublish = next => (id, request, ct) => AroundAsync(name, nameof(OnWillPublish), () => next(id, request, ct)),
        OnWillPublished = next => (id, message, ct) => AroundAsync(name, nameof(OnWillPublished), () => next(id, message, ct)),
        OnStop = next => ct => AroundAsync(name, nameof(OnStop), () => next(ct)),
    };

    internal void Mark(string hook, string mark) => _marks.Enqueue((hook, mark));

    private void Around(string name, string hook, Action next)
    {
        Mark(hook, name + ">");
        next();
        Mark(hook, name + "<");
    }

    private async ValueTask AroundAsync(string name, string hook, Func<ValueTask> next)
    {
        Mark(hook, name + ">");
        await next();
        Mark(hook, name + "<");
    }

    private async ValueTask<T> AroundAsync<T>(string name, string hook, Func<ValueTask<T>> next)
    {
        Mark(hook, name + ">");
        var result = await next();
        Mark(hook, name + "<");
        return result;
    }
}
