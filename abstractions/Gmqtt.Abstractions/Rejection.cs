using Gmqtt.Mqtt;

namespace Gmqtt;

/// <summary>The refusal that a hook wrote on its request.</summary>
/// <param name="Code">Why; always 0x80 or above.</param>
/// <param name="ReasonString">Text for the client, or null.</param>
/// <param name="UserProperties">User Properties for the client, in order.</param>
public sealed record Rejection(ReasonCode Code, string? ReasonString, IReadOnlyList<UserProperty> UserProperties)
{
    /// <summary>Makes a rejection; a success code is turned into <see cref="ReasonCode.UnspecifiedError"/>, because a refusal must refuse.</summary>
    /// <param name="code">Why.</param>
    /// <param name="reasonString">Text for the client, or null.</param>
    /// <param name="userProperties">User Properties for the client, or null.</param>
    /// <returns>The rejection.</returns>
    /// <exception cref="ArgumentException">A text is longer than 65,535 bytes of UTF-8, or null within the User Properties.</exception>
    public static Rejection Create(ReasonCode code, string? reasonString = null, IReadOnlyList<UserProperty>? userProperties = null)
        => new(
            (byte)code >= 0x80 ? code : ReasonCode.UnspecifiedError, WireText.CheckedOrNull(reasonString, nameof(reasonString)), WireText.Checked(userProperties ?? [], nameof(userProperties)));
}
