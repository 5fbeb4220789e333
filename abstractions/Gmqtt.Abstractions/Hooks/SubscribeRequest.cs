using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Hooks;

/// <summary>A SUBSCRIBE: its filters in order, each with what will be stored and the hook's verdict.</summary>
public sealed class SubscribeRequest
{
    /// <summary>Creates the request.</summary>
    /// <param name="items">The filters in the order of the packet.</param>
    /// <param name="userProperties">User Properties of the packet.</param>
    public SubscribeRequest(IReadOnlyList<SubscribeItem> items, IReadOnlyList<UserProperty> userProperties)
    {
        Items = items;
        UserProperties = userProperties;
    }

    /// <summary>The filters in the order of the packet; the same filter may stand twice.</summary>
    public IReadOnlyList<SubscribeItem> Items { get; }

    /// <summary>User Properties of the packet, in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; }

    /// <summary>Reason string for the SUBACK (MQTT 5.0), or null.</summary>
    /// <exception cref="ArgumentException">It is longer than 65,535 bytes of UTF-8.</exception>
    public string? ReasonString { get; set => field = WireText.CheckedOrNull(value, nameof(ReasonString)); }

    /// <summary>User Properties for the SUBACK (MQTT 5.0), in order.</summary>
    /// <exception cref="ArgumentException">One is longer than 65,535 bytes of UTF-8, or null.</exception>
    public IReadOnlyList<UserProperty> ResponseUserProperties { get; set => field = WireText.Checked(value, nameof(ResponseUserProperties)); } = [];

    /// <summary>Grants a QoS for every item with this filter.</summary>
    /// <param name="fullTopicFilter">The filter as sent, with <c>$share/name/</c> if shared.</param>
    /// <param name="qos">What to grant; higher than requested is brought down to what was requested.</param>
    public void GrantQoS(string fullTopicFilter, QoS qos)
    {
        foreach (var item in Items)
        {
            if (item.RequestedFilter == fullTopicFilter) item.GrantQoS(qos);
        }
    }

    /// <summary>Refuses every item with this filter.</summary>
    /// <param name="fullTopicFilter">The filter as sent, with <c>$share/name/</c> if shared.</param>
    /// <param name="code">Why; 0x80 or above.</param>
    public void Reject(string fullTopicFilter, ReasonCode code)
    {
        foreach (var item in Items)
        {
            if (item.RequestedFilter == fullTopicFilter) item.Reject(code);
        }
    }

    /// <summary>Refuses all filters.</summary>
    /// <param name="code">Why; 0x80 or above.</param>
    public void RejectAll(ReasonCode code)
    {
        foreach (var item in Items) item.Reject(code);
    }

    /// <summary>Sets the Subscription Identifier of all filters.</summary>
    /// <param name="subscriptionId">1 to 268,435,455, or 0 for none.</param>
    public void SetId(int subscriptionId)
    {
        foreach (var item in Items) item.Subscription = item.Subscription with { SubscriptionId = subscriptionId };
    }
}

/// <summary>One filter of a SUBSCRIBE.</summary>
public sealed class SubscribeItem
{
    /// <summary>Creates the item.</summary>
    /// <param name="requested">What the client asked for.</param>
    public SubscribeItem(Subscription requested)
    {
        RequestedFilter = requested.FullTopicFilter;
        RequestedQoS = requested.QoS;
        Subscription = requested;
    }

    /// <summary>The filter as sent, with <c>$share/name/</c> if shared.</summary>
    public string RequestedFilter { get; }

    /// <summary>The QoS asked for.</summary>
    public QoS RequestedQoS { get; }

    /// <summary>What will be stored; a hook may replace it, the filter included.</summary>
    public Subscription Subscription
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value?.TopicFilter, nameof(Subscription));
            field = value;
        }
    }

    /// <summary>The refusal code, or null while the filter is welcome.</summary>
    public ReasonCode? RejectedWith { get; private set; }

    /// <summary>Grants a QoS.</summary>
    /// <param name="qos">What to grant; higher than requested is brought down to what was requested.</param>
    public void GrantQoS(QoS qos) => Subscription = Subscription with { QoS = qos < RequestedQoS ? qos : RequestedQoS };

    /// <summary>Refuses the filter.</summary>
    /// <param name="code">Why; 0x80 or above, anything else becomes 0x80.</param>
    public void Reject(ReasonCode code) => RejectedWith = (byte)code >= 0x80 ? code : ReasonCode.UnspecifiedError;
}
