using Gmqtt.Admin.Overview;
using Gmqtt.Admin.Timeline;
using Gmqtt.Admin.Traces;
using Gmqtt.Hooks;

namespace Gmqtt.Admin;

/// <summary>How the plugin sees what goes on in the broker: its hooks, and what it does from time to time.</summary>
internal sealed class Watch
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly TimelineHooks _timeline;
    private readonly AuthenticationHooks _authentication;
    private readonly TraceHooks _traceHooks;
    private readonly TraceSet _traces;
    private readonly DropSummary _drops = new();

    internal Watch(Administration admin)
    {
        _traces = admin.Traces;
        _timeline = new TimelineHooks(admin.Timeline);
        _authentication = new AuthenticationHooks(admin.Timeline);
        _traceHooks = new TraceHooks(admin.Traces, admin.Context.TimeProvider);
        admin.Timeline.Added = _traceHooks.Happened;
        admin.Context.Every("overview", OverviewHistory.Step, _ =>
        {
            admin.History.Tick();
            return default;
        });
        admin.Context.Every("drops", Second, _ =>
        {
            _drops.Flush(admin.Timeline);
            return default;
        });
        admin.Context.Every("traces", Second, _ => admin.Traces.ExpireAsync());
    }

    /// <summary>The hooks that are needed now: those that are called for each message only while somebody traces.</summary>
    internal HookWrapper Hooks()
    {
        var isTracing = _traces.Running.Length > 0;
        return new HookWrapper
        {
            RunsInline = true, // each writes a few words to memory
            OnAccept = _timeline.Accept,
            OnBasicAuth = _authentication.BasicAuth,
            OnEnhancedAuth = _authentication.EnhancedAuth,
            OnReAuth = _authentication.ReAuth,
            OnConnected = _timeline.Connected,
            OnSessionCreated = _timeline.SessionCreated,
            OnSessionResumed = _timeline.SessionResumed,
            OnSessionTerminated = _timeline.SessionTerminated,
            OnSubscribe = _timeline.Subscribe,
            OnSubscribed = _timeline.Subscribed,
            OnUnsubscribe = _timeline.Unsubscribe,
            OnUnsubscribed = _timeline.Unsubscribed,
            OnClosed = _timeline.Closed,
            OnWillPublish = _timeline.WillPublish,
            OnWillPublished = _timeline.WillPublished,
            OnMsgDropped = Dropped,
            OnMsgArrived = isTracing ? _traceHooks.Arrived : null,
            OnDelivered = isTracing ? _traceHooks.Delivered : null,
        };
    }

    private OnMsgDropped Dropped(OnMsgDropped next) => (clientId, message, reason) =>
    {
        _drops.Add(clientId, message.TopicName, reason);
        _traceHooks.Dropped(clientId, message, reason);
        next(clientId, message, reason);
    };
}
