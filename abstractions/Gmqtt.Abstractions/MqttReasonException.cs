using Gmqtt.Mqtt;

namespace Gmqtt;

/// <summary>
/// Thrown by a hook or a service to refuse with a reason code. In a deciding hook it is the same as calling <c>Reject</c> on the request;
/// <c>Reject</c> is cheaper, because an exception costs microseconds that an attacker can make you spend.
/// </summary>
public sealed class MqttReasonException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">Why; 0x80 or above.</param>
    /// <param name="reasonString">Text for the client (MQTT 5.0 only, and only if it asked for problem information).</param>
    public MqttReasonException(ReasonCode code, string? reasonString = null)
        : base(reasonString ?? code.ToString())
    {
        Code = code;
        ReasonString = WireText.CheckedOrNull(reasonString, nameof(reasonString));
    }

    /// <summary>Why.</summary>
    public ReasonCode Code { get; }

    /// <summary>Text for the client, or null.</summary>
    public string? ReasonString { get; }

    /// <summary>User Properties for the client, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init => field = WireText.Checked(value, nameof(UserProperties)); } = [];
}
