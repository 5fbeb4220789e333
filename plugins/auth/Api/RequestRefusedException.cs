using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.Auth.Api;

/// <summary>A request that cannot be done, in the caller's words: which part of it is wrong, and what to send instead. Told over REST and gRPC alike.</summary>
internal sealed class RequestRefusedException : Exception
{
    private RequestRefusedException(int httpStatus, StatusCode grpcStatus, string? field, string detail)
        : base(detail)
    {
        HttpStatus = httpStatus;
        GrpcStatus = grpcStatus;
        Field = field;
    }

    internal int HttpStatus { get; }

    internal StatusCode GrpcStatus { get; }

    /// <summary>The query parameter or the path in the body, or null.</summary>
    internal string? Field { get; }

    /// <summary>Something in the request is wrong.</summary>
    internal static RequestRefusedException BadField(string field, string detail) => new(StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, field, detail);

    /// <summary>What it names does not exist.</summary>
    internal static RequestRefusedException NotFound(string field, string detail) => new(StatusCodes.Status404NotFound, StatusCode.NotFound, field, detail);

    /// <summary>It is in order, but cannot be done as things are.</summary>
    internal static RequestRefusedException Conflict(string detail) => new(StatusCodes.Status409Conflict, StatusCode.FailedPrecondition, null, detail);

    /// <summary>There is too much to do, or too many are there already.</summary>
    internal static RequestRefusedException TooMany(string detail) => new(StatusCodes.Status429TooManyRequests, StatusCode.ResourceExhausted, null, detail);

    /// <summary>What the framework says when it cannot read a body, in the caller's terms.</summary>
    internal static RequestRefusedException Of(BadHttpRequestException failure) => failure switch
    {
        { InnerException: System.Text.Json.JsonException json } => BadField(Member(json), Sentence(json.Message)),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(StatusCodes.Status413PayloadTooLarge, StatusCode.ResourceExhausted, "body", "the body is larger than the API takes"),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new(StatusCodes.Status415UnsupportedMediaType, StatusCode.InvalidArgument, "body", "send it as application/json"),
        _ => BadField("body", "a JSON object is needed"),
    };

    private static string Member(System.Text.Json.JsonException failure)
        => failure.Path?.TrimStart('$').TrimStart('.') is { Length: > 0 } path ? path : Missing(failure.Message) ?? "body";

    private static string? Missing(string message)
    {
        const string before = "missing required properties including: '";
        var at = message.IndexOf(before, StringComparison.Ordinal);
        return at < 0 ? null : message[(at + before.Length)..].Split('\'')[0];
    }

    /// <summary>The framework's sentences name types of the plugin, which mean nothing to the caller.</summary>
    private static string Sentence(string message)
    {
        if (Missing(message) is not null) return "is missing";
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)) return "there is no such member";
        if (message.Contains("could not be converted", StringComparison.Ordinal)) return "has a value of the wrong type";
        if (message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase)) return "is given more than once";
        return message.Contains("null", StringComparison.Ordinal) ? "must not be null" : "is not JSON that makes sense";
    }
}
