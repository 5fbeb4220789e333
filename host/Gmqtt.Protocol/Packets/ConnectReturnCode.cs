using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Packets;

/// <summary>Between the five Connect Return codes of MQTT 3.x (3.1.1, table 3.1) and the Reason Codes of 5.0.</summary>
public static class ConnectReturnCode
{
    /// <summary>The return code for a refused CONNECT.</summary>
    /// <param name="reason">Why the CONNECT is refused, or Success.</param>
    /// <returns>0 to 5, or null when none fits and the connection is closed without CONNACK [MQTT-3.2.2-6].</returns>
    public static byte? From(ReasonCode reason)
    {
        return reason switch
        {
            ReasonCode.Success => 0,
            ReasonCode.UnsupportedProtocolVersion => 1,
            ReasonCode.ClientIdentifierNotValid => 2,
            ReasonCode.ServerUnavailable or ReasonCode.ServerBusy or ReasonCode.ServerShuttingDown or ReasonCode.QuotaExceeded
                or ReasonCode.UseAnotherServer or ReasonCode.ServerMoved or ReasonCode.ConnectionRateExceeded or ReasonCode.UnspecifiedError
                or ReasonCode.ImplementationSpecificError => 3,
            ReasonCode.BadUserNameOrPassword or ReasonCode.BadAuthenticationMethod => 4,
            ReasonCode.NotAuthorized or ReasonCode.Banned or ReasonCode.TopicNameInvalid or ReasonCode.RetainNotSupported
                or ReasonCode.QoSNotSupported => 5,
            _ => null,
        };
    }

    /// <summary>The Reason Code that says the same as a return code.</summary>
    /// <param name="returnCode">As received from a server.</param>
    /// <returns>Null for 6 and above, which are reserved.</returns>
    public static ReasonCode? ToReasonCode(byte returnCode)
    {
        return returnCode switch
        {
            0 => ReasonCode.Success,
            1 => ReasonCode.UnsupportedProtocolVersion,
            2 => ReasonCode.ClientIdentifierNotValid,
            3 => ReasonCode.ServerUnavailable,
            4 => ReasonCode.BadUserNameOrPassword,
            5 => ReasonCode.NotAuthorized,
            _ => null,
        };
    }
}
