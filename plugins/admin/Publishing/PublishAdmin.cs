using System.Text;
using Gmqtt.Admin.Http;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Services;

namespace Gmqtt.Admin.Publishing;

/// <summary>Publishing, for REST and gRPC.</summary>
internal sealed class PublishAdmin(IServer server)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    internal async Task<PublishAnswer> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var message = Parse(request);
        try
        {
            var result = await server.Publisher.PublishAsync(message, cancellationToken: cancellationToken);
            return new PublishAnswer(result.Matched, result.Retained);
        }
        catch (MqttReasonException refused)
        {
            throw refused.Code == ReasonCode.PacketTooLarge
                ? RequestRefusedException.TooLarge("payload", refused.Message)
                : RequestRefusedException.BadField(Field(refused), refused.Message);
        }
    }

    private static Message Parse(PublishRequest request)
    {
        if (request.Qos > 2) throw RequestRefusedException.BadField("qos", "0, 1 or 2");
        if (request.PayloadFormat > 1) throw RequestRefusedException.BadField("payload_format", "0, or 1 for text");
        if (request is { Payload: not (null or ""), PayloadBase64: not null }) throw RequestRefusedException.BadField("payload_base64", "payload or payload_base64, not both");
        if (request is { CorrelationData: not (null or ""), CorrelationDataBase64: not null })
            throw RequestRefusedException.BadField("correlation_data_base64", "correlation_data or correlation_data_base64, not both");
        return new Message
        {
            TopicName = request.TopicName,
            Payload = request.PayloadBase64 ?? Encoding.UTF8.GetBytes(request.Payload ?? ""),
            QoS = (QoS)request.Qos,
            Retain = request.Retained,
            PayloadFormat = request.PayloadFormat == 1 ? PayloadFormat.Utf8 : null,
            MessageExpiry = request.MessageExpiry == 0 ? null : TimeSpan.FromSeconds(request.MessageExpiry),
            ContentType = NullIfEmpty(request.ContentType),
            ResponseTopic = NullIfEmpty(request.ResponseTopic),
            CorrelationData = Correlation(request),
            UserProperties = Properties(request),
        };
    }

    /// <summary>gmqtt cannot tell an empty text from none, and means none.</summary>
    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static ReadOnlyMemory<byte>? Correlation(PublishRequest request)
    {
        if (request.CorrelationDataBase64 is { } bytes) return bytes;
        return NullIfEmpty(request.CorrelationData) is { } text ? Encoding.UTF8.GetBytes(text) : null;
    }

    private static List<UserProperty> Properties(PublishRequest request)
    {
        var properties = new List<UserProperty>();
        for (var i = 0; i < request.UserProperties.Count; i++)
            properties.Add(new UserProperty(Text(request.UserProperties[i].K, $"user_properties[{i}].K"), Text(request.UserProperties[i].V, $"user_properties[{i}].V")));
        properties.AddRange(request.UserPropertiesText.Select(p => new UserProperty(p.Name, p.Value)));
        return properties;
    }

    private static string Text(byte[] bytes, string field)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw RequestRefusedException.BadField(field, "is no UTF-8");
        }
    }

    /// <summary>The broker says what is wrong in words; these are the words it has for each field.</summary>
    private static string Field(MqttReasonException refused)
    {
        (string Word, string Field)[] words =
        [
            ("Response Topic", "response_topic"), ("Content Type", "content_type"), ("Correlation Data", "correlation_data"), ("User Propert", "user_properties"),
        ];
        return words.FirstOrDefault(w => refused.Message.Contains(w.Word, StringComparison.Ordinal)).Field ?? "topic_name";
    }
}
