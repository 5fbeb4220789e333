using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gmqtt.Admin.Http;

/// <summary>The name of a parameter in the address.</summary>
internal static class QueryName
{
    internal static string? Of(ParameterInfo parameter)
        => parameter.GetCustomAttributes(inherit: true).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name;
}
