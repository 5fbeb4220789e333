using System.Text.Json;
using System.Text.Json.Serialization;
using Gmqtt.Admin.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Admin.Http;

/// <summary>How the API reads and writes.</summary>
internal static class ApiServices
{
    private const int DeepestJson = 16;

    internal static void Configure(IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true); // EndpointGuard says what is wrong
        services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.TypeInfoResolver = AdminJson.Default;
            options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.PropertyNameCaseInsensitive = false;
            options.NumberHandling = JsonNumberHandling.Strict;
            options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.RespectNullableAnnotations = true;
            options.AllowDuplicateProperties = false;
            options.MaxDepth = DeepestJson;
            options.Converters.Add(new Rfc3339Converter());
        });
    }
}
