using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// The next step of an exchange of AUTH packets, which a connection keeps until its client answers: guarded as the hook it came from, and cut when the plugin's version ends,
/// so that a silent client keeps no plugin in memory.
/// </summary>
internal sealed class GuardedExchange
{
    private readonly HookMeter _meter;
    private AsyncGuard<(IClient Client, AuthRequest Request), EnhancedAuthResponse?>? _step;

    private GuardedExchange(HookMeter meter, OnAuth step)
    {
        _meter = meter;
        _step = new AsyncGuard<(IClient Client, AuthRequest Request), EnhancedAuthResponse?>(
            meter,
            _ => async (args, ct) => await step(args.Client, args.Request, ct),
            static (_, _) => default,
            args => Refuse(args.Request));
    }

    /// <summary>The response with its next step guarded; null stays null.</summary>
    internal static EnhancedAuthResponse? Guard(HookMeter meter, EnhancedAuthResponse? response)
    {
        // A step that is guarded comes from a plugin further in: its own guard answers for it.
        if (response?.Next is not { } step || step.Target is GuardedExchange) return response;
        var exchange = new GuardedExchange(meter, step);
        meter.Gate.Track(exchange);
        return EnhancedAuthResponse.Continue(response.AuthenticationData ?? default, exchange.StepAsync);
    }

    internal void Cut() => _step = null;

    private async ValueTask<EnhancedAuthResponse> StepAsync(IClient client, AuthRequest request, CancellationToken cancellationToken)
    {
        var step = Interlocked.Exchange(ref _step, null);
        _meter.Gate.Forget(this);
        var response = step is null ? Refuse(request) : await step.InvokeAsync((client, request), cancellationToken);
        return Guard(_meter, response)!;
    }

    private EnhancedAuthResponse? Refuse(AuthRequest request)
    {
        // 0x88 is no code of DISCONNECT, by which a re-authentication is refused.
        request.Reject(_meter.Hook == nameof(OnReAuth) ? ReasonCode.BadAuthenticationMethod : ReasonCode.ServerUnavailable);
        return null;
    }
}
