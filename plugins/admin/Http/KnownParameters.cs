using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Gmqtt.Admin.Http;

/// <summary>A misspelt parameter that is passed over would answer another question than the one that was asked.</summary>
internal static class KnownParameters
{
    internal static void Check(HttpContext context)
    {
        if (context.Request.Query.Count == 0) return;
        var known = context.GetEndpoint()!.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Select(p => QueryName.Of(p.ParameterInfo) ?? p.Name).ToList();
        foreach (var (name, values) in context.Request.Query)
        {
            if (!known.Contains(name, StringComparer.OrdinalIgnoreCase)) throw RequestRefusedException.BadField(name, "there is no such parameter");
            if (values.Count > 1) throw RequestRefusedException.BadField(name, "is given more than once");
        }
    }
}
