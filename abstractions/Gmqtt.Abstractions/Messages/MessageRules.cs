using Gmqtt.Mqtt;

namespace Gmqtt.Messages;

/// <summary>What a message must be to go on the wire, whatever the broker's own limits are.</summary>
internal static class MessageRules
{
    /// <summary>The message, to be published in the place of another one.</summary>
    /// <exception cref="ArgumentException">No client could be sent it.</exception>
    internal static Message Checked(Message? message, string name)
    {
        ArgumentNullException.ThrowIfNull(message, name);
        return Problem(message) is { } problem ? throw new ArgumentException(problem, name) : message;
    }

    /// <summary>What is wrong with it, in words; null when nothing is.</summary>
    internal static string? Problem(Message message)
    {
        if (ProblemOfTopic(message.TopicName) is { } problem) return $"the Topic Name {problem}"; // [MQTT-3.3.2-1], [MQTT-3.3.2-2], [MQTT-4.7.3-1]
        if (message.QoS > QoS.ExactlyOnce) return "QoS is 0, 1 or 2"; // [MQTT-3.3.1-4]
        if (message.PayloadFormat > PayloadFormat.Utf8) return "the Payload Format Indicator is 0 or 1";
        if (message.ContentType is { } type && !WireText.Fits(type)) return $"the Content Type is longer than {WireText.MaximumBytes} bytes";
        if (message.ResponseTopic is { } topic && ProblemOfTopic(topic) is { } other) return $"the Response Topic {other}"; // [MQTT-3.3.2-13], [MQTT-3.3.2-14]
        if (message.CorrelationData is { Length: > WireText.MaximumBytes }) return $"the Correlation Data is longer than {WireText.MaximumBytes} bytes";
        return message.UserProperties is null ? "the User Properties are null: leave them out, or write []" : WireText.Problem(message.UserProperties);
    }

    private static string? ProblemOfTopic(string topic)
    {
        if (string.IsNullOrEmpty(topic)) return "is empty";
        if (topic.AsSpan().ContainsAny('+', '#')) return "has a wildcard character";
        if (!WireText.IsWellFormed(topic)) return "has U+0000 or a lone surrogate";
        return WireText.Fits(topic) ? null : $"is longer than {WireText.MaximumBytes} bytes of UTF-8";
    }
}
