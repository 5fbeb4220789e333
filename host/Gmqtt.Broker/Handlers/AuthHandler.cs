using Gmqtt.Broker.Connections;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Handlers;

/// <summary>AUTH on a connected client: re-authentication (MQTT 5.0, 4.12.1).</summary>
internal static class AuthHandler
{
    internal static ValueTask Handle(Connection connection, ReadOnlySpan<byte> body)
    {
        var error = AuthCodec.TryRead(body, connection.Version, Sender.Client, out var packet);
        if (error.IsNone && connection.Options.AuthenticationMethod is null)
            error = PacketError.Protocol("the CONNECT had no Authentication Method"); // [MQTT-4.12.0-7]
        if (error.IsNone && packet.AuthenticationMethod != connection.Options.AuthenticationMethod)
            error = PacketError.Protocol("the Authentication Method is not that of the CONNECT"); // [MQTT-4.12.1-1]
        var begins = error.IsNone && packet.ReasonCode == ReasonCode.ReAuthenticate;
        if (error.IsNone && begins == (connection.ReAuthentication is not null))
            error = PacketError.Protocol("the AUTH does not fit the state of the re-authentication");
        if (error.IsNone) return HandleAsync(connection, packet);
        connection.Fail(error);
        return default;
    }

    private static async ValueTask HandleAsync(Connection connection, AuthPacket packet)
    {
        var engine = connection.Engine;
        var request = new AuthRequest { AuthenticationMethod = packet.AuthenticationMethod!, AuthenticationData = packet.AuthenticationData };
        EnhancedAuthResponse? response = null;
        await engine.Hooks.DecideAsync(
            connection,
            nameof(OnReAuth),
            async hooks =>
            {
                if (connection.ReAuthentication is { } next) response = await next(connection, request, connection.Closing);
                else if (hooks.OnReAuth is { } hook) response = await hook(connection, request, connection.Closing);
            },
            (code, reason, _) => request.Reject(code, reason),
            ReasonCode.BadAuthenticationMethod);
        if (request.Rejection is { } rejection)
        {
            connection.RequestClose(new CloseReason(rejection.Code, false, rejection.ReasonString)); // [MQTT-4.12.1-2]
            return;
        }

        if (response is null)
        {
            connection.Fail(ReasonCode.BadAuthenticationMethod, "nobody re-authenticates by this method");
            return;
        }

        connection.ReAuthentication = response.Next;
        if (!TrySend(connection, response)) connection.Fail(ReasonCode.PacketTooLarge, "the AUTH is larger than the client accepts");
    }

    /// <summary>Sends AUTH: 0x18 while the exchange goes on [MQTT-4.12.0-2], 0x00 when it is done; false when it is larger than the client accepts [MQTT-3.1.2-24].</summary>
    internal static bool TrySend(Connection connection, EnhancedAuthResponse response)
    {
        var packet = new AuthPacket
        {
            ReasonCode = response.Next is null ? ReasonCode.Success : ReasonCode.ContinueAuthentication,
            AuthenticationMethod = connection.Options.AuthenticationMethod, // [MQTT-4.12.0-5]
            AuthenticationData = response.AuthenticationData,
        };
        var size = AuthCodec.GetSize(packet);
        if (size > connection.Options.ClientMaximumPacketSize) return false;
        using var batch = connection.Engine.Batches.Rent();
        lock (connection.Outbox.Gate) AuthCodec.Write(connection.Outbox.Reserve(size), packet);
        connection.Sent(PacketType.Auth, size, batch);
        return true;
    }
}
