using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.Admin.Http;

/// <summary>What the framework says when it cannot make an endpoint's arguments, for people: which field, and what is wrong with it.</summary>
internal static partial class BindingFailure
{
    internal static (RefusalKind Kind, string? Field, string Detail) Of(BadHttpRequestException failure, HttpContext context)
    {
        if (failure.InnerException is JsonException json) return (RefusalKind.BadInput, Path(json), Sentence(json));
        switch (failure.StatusCode)
        {
            case StatusCodes.Status413PayloadTooLarge:
                return (RefusalKind.TooLarge, "body", "the body is larger than the API takes");
            case StatusCodes.Status415UnsupportedMediaType:
                return (RefusalKind.UnsupportedMediaType, "Content-Type", "the body has to be application/json");
        }

        var names = Parameter().Match(failure.Message);
        if (!names.Success) return (RefusalKind.BadInput, "body", failure.Message);
        var field = Spelling(names.Groups["name"].Value, context);
        return (RefusalKind.BadInput, field, $"'{names.Groups["value"].Value}' is no {Kind(names.Groups["type"].Value)}");
    }

    /// <summary><c>subscriptions[0].qos</c> for <c>$.subscriptions[0].qos</c>.</summary>
    private static string Path(JsonException failure)
    {
        var path = failure.Path?.TrimStart('$').TrimStart('.');
        return string.IsNullOrEmpty(path) ? "body" : path;
    }

    private static string Sentence(JsonException failure)
    {
        // Its message ends with places in the text, which only the path says in the caller's terms.
        var end = failure.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? failure.Message : failure.Message[..end];
    }

    private static string Spelling(string name, HttpContext context)
        => context.Request.Query.Keys.FirstOrDefault(key => key.Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;

    private static string Kind(string type) => type.TrimEnd('?') switch
    {
        "bool" => "true or false",
        "int" or "uint" or "long" => "whole number in range",
        _ => type,
    };

    [GeneratedRegex("^Failed to bind parameter \"(?<type>\\S+) (?<name>\\S+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
