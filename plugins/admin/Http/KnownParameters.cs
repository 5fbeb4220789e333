using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gmqtt.Admin.Http;

/// <summary>
/// A misspelt parameter that is passed over would answer another question than the one that was asked; and of a value that cannot be read, the framework says no more than 400.
/// </summary>
internal static class KnownParameters
{
    internal static void Check(HttpContext context)
    {
        if (context.Request.Query.Count == 0) return;
        var known = context.GetEndpoint()!.Metadata.GetOrderedMetadata<IParameterBindingMetadata>();
        foreach (var (name, values) in context.Request.Query)
        {
            var parameter = known.FirstOrDefault(p => NameOf(p).Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw RequestRefusedException.BadField(name, "there is no such parameter");
            if (values.Count > 1) throw RequestRefusedException.BadField(name, "is given more than once");
            if (Problem(parameter.ParameterInfo.ParameterType, values.ToString()) is { } problem) throw RequestRefusedException.BadField(name, problem);
        }
    }

    private static string NameOf(IParameterBindingMetadata parameter)
        => parameter.ParameterInfo.GetCustomAttributes(inherit: true).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name;

    private static string? Problem(Type type, string value)
    {
        if (value.Length == 0) return null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(int) && !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)) return $"'{value}' is no whole number in range";
        return type == typeof(bool) && !bool.TryParse(value, out _) ? $"'{value}' is neither true nor false" : null;
    }
}
