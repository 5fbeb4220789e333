using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.Admin.Http;

/// <summary>What the framework says when it cannot read a body, in the caller's terms: which member, and what is wrong with it.</summary>
internal static partial class BindingFailure
{
    internal static (RefusalKind Kind, string? Field, string Detail) Of(BadHttpRequestException failure) => failure switch
    {
        { InnerException: JsonException json } => Of(json),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => (RefusalKind.TooLarge, "body", "the body is larger than the API takes"),
        _ => (RefusalKind.BadInput, "body", "a JSON object is needed"),
    };

    private static (RefusalKind Kind, string? Field, string Detail) Of(JsonException failure)
    {
        var path = failure.Path?.TrimStart('$').TrimStart('.') ?? "";
        var text = failure.Message;
        if (Missing().Match(text) is { Success: true } missing)
        {
            var member = missing.Groups["member"].Value;
            return (RefusalKind.BadInput, path.Length == 0 ? member : $"{path}.{member}", "is missing");
        }

        return (RefusalKind.BadInput, path.Length == 0 ? "body" : path, Sentence(text));
    }

    /// <summary>The framework's sentences name types of the plugin, which mean nothing to the caller.</summary>
    private static string Sentence(string text)
    {
        if (text.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)) return "there is no such member";
        if (text.Contains("null", StringComparison.Ordinal)) return "must not be null";
        if (text.Contains("Duplicate", StringComparison.OrdinalIgnoreCase)) return "is given more than once";
        if (text.Contains("could not be converted", StringComparison.Ordinal)) return "has a value of the wrong type";
        if (text.Contains("deeper than", StringComparison.Ordinal) || text.Contains("depth", StringComparison.OrdinalIgnoreCase)) return "is nested too deeply";
        var end = text.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }

    [GeneratedRegex("missing required properties including: '(?<member>[^']+)'")]
    private static partial Regex Missing();
}
