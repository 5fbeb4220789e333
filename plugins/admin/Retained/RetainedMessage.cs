using Gmqtt.Admin.Messages;
using Gmqtt.Admin.Publishing;
using Gmqtt.Messages;

namespace Gmqtt.Admin.Retained;

/// <summary>A retained message.</summary>
internal sealed record RetainedMessage
{
    public required string TopicName { get; init; }

    public int Qos { get; init; }

    /// <summary>What is left of its life; null for no limit.</summary>
    public double? ExpiresInSeconds { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    /// <summary>In base64.</summary>
    public string? CorrelationData { get; init; }

    public int? PayloadFormat { get; init; }

    public IReadOnlyList<NameValue> UserProperties { get; init; } = [];

    public required Payload Payload { get; init; }

    internal static RetainedMessage Of(Message message, int payloadLimit) => new()
    {
        TopicName = message.TopicName,
        Qos = (int)message.QoS,
        ExpiresInSeconds = message.MessageExpiry?.TotalSeconds,
        ContentType = message.ContentType,
        ResponseTopic = message.ResponseTopic,
        CorrelationData = message.CorrelationData is { } data ? Convert.ToBase64String(data.Span) : null,
        PayloadFormat = (int?)message.PayloadFormat,
        UserProperties = NameValue.Of(message.UserProperties),
        Payload = Payload.Of(message.Payload.Span, payloadLimit),
    };
}

/// <summary>Retained messages of one page.</summary>
/// <param name="Retained">In the order of their topics.</param>
/// <param name="TotalCount">All that the filter and the search find.</param>
/// <param name="Next">For <c>after</c>; null behind the last.</param>
internal sealed record RetainedList(IReadOnlyList<RetainedMessage> Retained, int TotalCount, string? Next);

/// <summary>One retained message.</summary>
internal sealed record RetainedAnswer(RetainedMessage Message);

/// <summary>Whether it is gone.</summary>
internal sealed record DeletedAnswer(bool Deleted);

/// <summary>Which retained messages go.</summary>
internal sealed class DeleteRetainedRequest
{
    public required string Filter { get; set; }

    /// <summary>Only count them.</summary>
    public bool DryRun { get; set; }
}

/// <summary>What went, or would go.</summary>
/// <param name="Matched">What the filter found.</param>
/// <param name="Deleted">What is gone.</param>
/// <param name="Topics">The first hundred of them.</param>
internal sealed record DeleteRetainedAnswer(int Matched, int Deleted, IReadOnlyList<string> Topics);
