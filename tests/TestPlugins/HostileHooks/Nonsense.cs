using System.Buffers;
using System.Collections;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>Answers that no protocol knows.</summary>
internal static class Nonsense
{
    /// <summary>More than two bytes of length can say.</summary>
    private static readonly string Long = new('x', 70_000);

    private static readonly UserProperty[] LongProperty = [new("name", Long)];
    private static readonly UserProperty[] NullProperty = [new(null!, null!)];

    internal static ValueTask AnswerAsync(string how, Call call, IPluginContext context)
    {
        if (how == "answer_disconnect_long")
        {
            context.Server.ClientService.Disconnect(call.ClientId, ReasonCode.AdministrativeAction, Long);
            return call.Next();
        }

        if (how == "answer_thrown_long") throw new MqttReasonException(ReasonCode.NotAuthorized, Long);
        if (how == "answer_thrown_property") throw new MqttReasonException(ReasonCode.NotAuthorized) { UserProperties = NullProperty };
        if (how is "answer_continue_null" or "answer_data_long")
        {
            _ = how == "answer_data_long" ? EnhancedAuthResponse.Accept(new byte[70_000]) : EnhancedAuthResponse.Continue(default, null!);
            return call.Next();
        }

        switch (call.Request)
        {
            case ConnectRequest connect:
                Connect(how, connect);
                break;
            case SubscribeRequest subscribe:
                Subscribe(how, subscribe);
                break;
            case UnsubscribeRequest unsubscribe:
                Unsubscribe(how, unsubscribe);
                break;
            case MsgArrivedRequest arrived when how.StartsWith("answer_code", StringComparison.Ordinal) || how.StartsWith("answer_reason", StringComparison.Ordinal):
                Refuse(how, (code, reason, properties) => arrived.Reject(code, reason, properties));
                break;
            case MsgArrivedRequest arrived when how.StartsWith("answer_route", StringComparison.Ordinal):
                arrived.Route = Route(how);
                break;
            case MsgArrivedRequest arrived:
                arrived.Message = Replaced(how, arrived.Message);
                break;
            case WillMsgRequest will when how.StartsWith("answer_route", StringComparison.Ordinal):
                will.Route = Route(how);
                break;
            case WillMsgRequest will:
                will.Message = Replaced(how, will.Message);
                break;
        }

        return call.Next();
    }

    private static void Refuse(string how, Action<ReasonCode, string?, IReadOnlyList<UserProperty>?> reject)
    {
        switch (how)
        {
            case "answer_code_0":
                reject(ReasonCode.Success, null, null);
                break;
            case "answer_code_7":
                reject((ReasonCode)7, null, null);
                break;
            case "answer_code_255":
                reject((ReasonCode)255, null, null);
                break;
            case "answer_reason_long":
                reject(ReasonCode.NotAuthorized, Long, null);
                break;
            case "answer_reason_surrogate":
                reject(ReasonCode.NotAuthorized, "a\uD800b\0", [new UserProperty("\uDC00", "\0")]);
                break;
            case "answer_reason_property_long":
                reject(ReasonCode.NotAuthorized, null, LongProperty);
                break;
            case "answer_reason_property_null":
                reject(ReasonCode.NotAuthorized, null, NullProperty);
                break;
            default:
                throw new NotSupportedException(how);
        }
    }

    private static void Connect(string how, ConnectRequest request)
    {
        var options = request.Options;
        switch (how)
        {
            case "answer_options_id":
                options.AssignedClientId = "a/#";
                break;
            case "answer_options_response":
                options.ResponseInformation = Long;
                break;
            case "answer_options_property":
                options.UserProperties = LongProperty;
                break;
            case "answer_options_null":
                options.UserProperties = null!;
                break;
            case "answer_options_numbers":
                options.MaximumQoS = (QoS)7;
                options.ReceiveMaximum = 0;
                options.MaximumPacketSize = 0;
                options.MaxInflight = 0;
                options.MaxQueuedMessages = -1;
                options.Username = "a\uD800\0";
                break;
            default:
                Refuse(how, request.Reject);
                break;
        }
    }

    private static void Subscribe(string how, SubscribeRequest request)
    {
        var item = request.Items[0];
        switch (how)
        {
            case "answer_qos_7":
                item.Subscription = item.Subscription with { QoS = (QoS)7 };
                break;
            case "answer_grant_7":
                item.GrantQoS((QoS)7);
                break;
            case "answer_id":
                request.SetId(-1);
                break;
            case "answer_filter_null":
                item.Subscription = item.Subscription with { TopicFilter = null! };
                break;
            case "answer_filter_invalid":
                item.Subscription = item.Subscription with { TopicFilter = "a/#/b" };
                break;
            case "answer_filter_surrogate":
                item.Subscription = item.Subscription with { TopicFilter = "a/\uD800" };
                break;
            case "answer_share_invalid":
                item.Subscription = item.Subscription with { ShareName = "a/+" };
                break;
            case "answer_subscription_null":
                item.Subscription = null!;
                break;
            case "answer_text_long":
                request.ReasonString = Long;
                break;
            case "answer_text_property":
                request.ResponseUserProperties = LongProperty;
                break;
            default:
                Refuse(how, (code, _, _) => item.Reject(code));
                break;
        }
    }

    private static void Unsubscribe(string how, UnsubscribeRequest request)
    {
        switch (how)
        {
            case "answer_filter_null":
                request.Items[0].FullTopicFilter = null!;
                break;
            case "answer_text_long":
                request.ReasonString = Long;
                break;
            default:
                Refuse(how, (code, _, _) => request.RejectAll(code));
                break;
        }
    }

    private static RouteOptions Route(string how) => how switch
    {
        "answer_route_null" => null!,
        "answer_route_wildcard" => new RouteOptions { MatchTopicName = "#" },
        "answer_route_empty" => new RouteOptions { MatchTopicName = "" },
        "answer_route_surrogate" => new RouteOptions { MatchTopicName = "a\uD800/\0" },
        _ => throw new NotSupportedException(how),
    };

    private static Message Replaced(string how, Message message) => how switch
    {
        "answer_message_null" => null!,
        "answer_topic_null" => message with { TopicName = null! },
        "answer_topic_empty" => message with { TopicName = "" },
        "answer_topic_wildcard" => message with { TopicName = "a/#" },
        "answer_topic_surrogate" => message with { TopicName = "a\uD800" },
        "answer_topic_long" => message with { TopicName = Long },
        "answer_topic_deep" => message with { TopicName = string.Join('/', Enumerable.Repeat("a", 5000)) },
        "answer_qos_7" => message with { QoS = (QoS)7 },
        "answer_format_7" => message with { PayloadFormat = (PayloadFormat)7 },
        "answer_type_long" => message with { ContentType = Long },
        "answer_response_wildcard" => message with { ResponseTopic = "a/+" },
        "answer_correlation_long" => message with { CorrelationData = new byte[70_000] },
        "answer_properties_null" => message with { UserProperties = null! },
        "answer_property_null" => message with { UserProperties = NullProperty },
        "answer_property_long" => message with { UserProperties = LongProperty },
        "answer_expiry" => message with { MessageExpiry = TimeSpan.MinValue },
        "answer_list_later" => message with { UserProperties = new Worsening() },
        "answer_memory" => message with { Payload = new Freed().Memory },
        "answer_large" => message with { Payload = new byte[300_000_000] },
        _ => throw new NotSupportedException(how),
    };

    /// <summary>Good when it is looked at first, and not afterwards.</summary>
    private sealed class Worsening : IReadOnlyList<UserProperty>
    {
        private int _looks;

        public int Count => 1;

        public UserProperty this[int index] => _looks++ < 1 ? new("a", "b") : new("a", Long);

        public IEnumerator<UserProperty> GetEnumerator() => throw new NotSupportedException();

        IEnumerator IEnumerable.GetEnumerator() => throw new NotSupportedException();
    }

    /// <summary>Memory that is gone when somebody looks.</summary>
    private sealed class Freed : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(1000);

        public override Span<byte> GetSpan() => throw new ObjectDisposedException(nameof(Freed));

        public override MemoryHandle Pin(int elementIndex = 0) => throw new ObjectDisposedException(nameof(Freed));

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
