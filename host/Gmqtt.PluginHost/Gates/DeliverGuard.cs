using Gmqtt.Clients;
using Gmqtt.Hooks;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// OnDeliver of one plugin in one chain: synchronous, once per receiver, and it decides. How far the chain has got stands with the thread, as in
/// <see cref="NoticeGuard{T1, T2, T3}"/>. Whatever goes wrong is a no; a hook that has blocked the thread cannot be moved off it, because the answer is waited for, and is not
/// asked any more.
/// </summary>
internal sealed class DeliverGuard
{
    private readonly HookMeter _meter;
    private readonly PluginGate _gate;
    private readonly OnDeliver _body;
    private readonly OnDeliver _next;
    private readonly int _entered;

    internal DeliverGuard(HookMeter meter, int position, Func<OnDeliver, OnDeliver> wrap, OnDeliver next)
    {
        _meter = meter;
        _gate = meter.Gate;
        _entered = (2 * position) + 1;
        _next = next;
        _body = _gate.Wrap(meter, () => wrap(Next)) ?? ((_, _) => throw new InvalidOperationException(_gate.WrapFault));
    }

    internal bool Invoke(IClient client, Delivery delivery)
    {
        if (!_gate.Lets() || _meter.RunsOffTheLoop) return false;
        var activity = HookActivity.Current;
        var progress = activity.Progress;
        activity.Progress = _entered;
        var outer = activity.Enter(_meter);
        var began = activity.IsSampleDue() ? _gate.Time.GetTimestamp() : 0;
        var allows = false;
        try
        {
            allows = _body(client, delivery);
            _gate.Succeeded();
            if (began != 0) _meter.Sample(Math.Max(1, _gate.Time.GetTimestamp() - began));
        }
        catch (MqttReasonException)
        {
            _gate.Succeeded(); // a refusal; there is nobody to tell the code to
        }
        catch (Exception exception)
        {
            _gate.Threw(_meter, exception);
        }

        activity.Leave(outer);
        activity.Progress = progress;
        return allows;
    }

    private bool Next(IClient client, Delivery delivery)
    {
        var activity = HookActivity.Current;
        if (activity.Progress != _entered) throw new InvalidOperationException($"{_meter.Hook}: next may be called once, within the hook's own call");
        activity.Progress = _entered + 1;
        var allows = _next(client, delivery);
        activity.Progress = _entered + 1;
        return allows;
    }
}
