using Gmqtt.Broker.Handlers;
using Gmqtt.Broker.Hooks;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Connections;

/// <summary>The exchange of AUTH packets before the CONNACK (MQTT 5.0, 4.12). The whole of it has to fit into the connect deadline.</summary>
internal sealed class EnhancedAuthentication
{
    private readonly Engine _engine;
    private readonly Connection _connection;
    private readonly ConnectRequest _request;
    private readonly string _method;

    internal EnhancedAuthentication(Engine engine, Connection connection, ConnectPacket packet, ConnectRequest request)
    {
        _engine = engine;
        _connection = connection;
        _request = request;
        _method = packet.AuthenticationMethod!;
    }

    /// <summary>Data for the CONNACK.</summary>
    internal byte[]? FinalData { get; private set; }

    /// <returns>Null when the exchange has ended with a verdict on the request; else why the connection must close.</returns>
    internal async Task<CloseReason?> RunAsync()
    {
        // Entered for the whole exchange: it ends with the plugins it began with.
        var hooks = _engine.Hooks.Enter();
        try
        {
            return await RunAsync(hooks);
        }
        finally
        {
            hooks.Exit();
        }
    }

    private async Task<CloseReason?> RunAsync(HookSet hooks)
    {
        EnhancedAuthResponse? response = null;
        if (hooks.OnEnhancedAuth is { } hook) response = await AskAsync(async () => await hook(_connection, _request, _connection.Closing));
        while (_request.Rejection is null)
        {
            if (response is null)
            {
                _request.Reject(ReasonCode.BadAuthenticationMethod, "nobody authenticates by this method"); // [MQTT-4.12.0-1]
                return null;
            }

            if (response.Next is not { } next)
            {
                FinalData = response.AuthenticationData?.ToArray();
                _request.Accept();
                return null;
            }

            if (!AuthHandler.TrySend(_connection, response))
            {
                _request.Reject(ReasonCode.PacketTooLarge, "the AUTH is larger than the client accepts");
                return null;
            }

            var (packet, failure) = await new HandshakeReader(_connection, _engine.Options.Limits).ReadAuthAsync();
            if (failure is not null) return failure;
            if (packet!.ReasonCode != ReasonCode.ContinueAuthentication || packet.AuthenticationMethod != _method)
            {
                _request.Reject(ReasonCode.ProtocolError, "the AUTH does not continue the exchange"); // [MQTT-4.12.0-3]
                return null;
            }

            response = await StepAsync(next, packet);
        }

        return null;
    }

    private async Task<EnhancedAuthResponse?> StepAsync(OnAuth next, AuthPacket packet)
    {
        var step = new AuthRequest { AuthenticationMethod = _method, AuthenticationData = packet.AuthenticationData, Options = _request.Options };
        var response = await AskAsync(async () => await next(_connection, step, _connection.Closing));
        if (step.Rejection is { } rejection) _request.Reject(rejection.Code, rejection.ReasonString, rejection.UserProperties);
        return response;
    }

    private async Task<EnhancedAuthResponse?> AskAsync(Func<Task<EnhancedAuthResponse?>> ask)
    {
        EnhancedAuthResponse? response = null;
        await _engine.Hooks.DecideAsync(
            nameof(OnEnhancedAuth),
            async _ => response = await ask().WaitAsync(_connection.Closing),
            _request.Reject,
            ReasonCode.ServerUnavailable);
        return response;
    }
}
