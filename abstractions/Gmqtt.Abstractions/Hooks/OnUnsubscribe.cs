using Gmqtt.Clients;
using Gmqtt.Mqtt;

namespace Gmqtt.Hooks;

/// <summary>Decides on an UNSUBSCRIBE. A fault or timeout refuses every filter with 0x83; 3.x clients get their UNSUBACK without a code.</summary>
/// <param name="client">The client.</param>
/// <param name="request">The filters.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long or the client has gone.</param>
/// <returns>A task; the client's next packets wait for it.</returns>
public delegate ValueTask OnUnsubscribe(IClient client, UnsubscribeRequest request, CancellationToken cancellationToken);

/// <summary>An UNSUBSCRIBE: its filters in order, each with the hook's verdict.</summary>
public sealed class UnsubscribeRequest
{
    /// <summary>Creates the request.</summary>
    /// <param name="items">The filters in the order of the packet.</param>
    /// <param name="userProperties">User Properties of the packet.</param>
    public UnsubscribeRequest(IReadOnlyList<UnsubscribeItem> items, IReadOnlyList<UserProperty> userProperties)
    {
        Items = items;
        UserProperties = userProperties;
    }

    /// <summary>The filters in the order of the packet.</summary>
    public IReadOnlyList<UnsubscribeItem> Items { get; }

    /// <summary>User Properties of the packet, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; }

    /// <summary>Reason string for the UNSUBACK (MQTT 5.0), or null.</summary>
    /// <exception cref="ArgumentException">It is longer than 65,535 bytes of UTF-8.</exception>
    public string? ReasonString { get; set => field = WireText.CheckedOrNull(value, nameof(ReasonString)); }

    /// <summary>User Properties for the UNSUBACK (MQTT 5.0), in order.</summary>
    /// <exception cref="ArgumentException">One is longer than 65,535 bytes of UTF-8, or null.</exception>
    public IReadOnlyList<UserProperty> ResponseUserProperties { get; set => field = WireText.Checked(value, nameof(ResponseUserProperties)); } = [];

    /// <summary>Refuses all filters.</summary>
    /// <param name="code">Why; 0x80 or above.</param>
    public void RejectAll(ReasonCode code)
    {
        foreach (var item in Items) item.Reject(code);
    }
}

/// <summary>One filter of an UNSUBSCRIBE.</summary>
public sealed class UnsubscribeItem
{
    /// <summary>Creates the item.</summary>
    /// <param name="fullTopicFilter">The filter as sent.</param>
    public UnsubscribeItem(string fullTopicFilter)
    {
        RequestedFilter = fullTopicFilter;
        FullTopicFilter = fullTopicFilter;
    }

    /// <summary>The filter as sent, with <c>$share/name/</c> if shared.</summary>
    public string RequestedFilter { get; }

    /// <summary>The filter that will be removed; a hook may replace it.</summary>
    public string FullTopicFilter
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <summary>The refusal code, or null while the request stands.</summary>
    public ReasonCode? RejectedWith { get; private set; }

    /// <summary>Refuses; the subscription stays.</summary>
    /// <param name="code">Why; 0x80 or above, anything else becomes 0x80.</param>
    public void Reject(ReasonCode code) => RejectedWith = (byte)code >= 0x80 ? code : ReasonCode.UnspecifiedError;
}
