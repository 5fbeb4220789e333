using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.PluginHost.Api;

/// <summary>Says a problem in gRPC's words too: a client reads these two headers, and not the body of an answer that is none of gRPC's.</summary>
internal static class GrpcStatus
{
    private const int Unknown = 2;

    public static bool IsGrpc(HttpRequest request) => request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    public static void Write(HttpResponse response, int status, string? detail)
    {
        response.Headers["grpc-status"] = Of(status).ToString(CultureInfo.InvariantCulture);
        if (detail is not null)
        {
            response.Headers["grpc-message"] = Uri.EscapeDataString(detail);
        }
    }

    /// <summary>The codes are gRPC's, in the order of its specification.</summary>
    private static int Of(int status) => status switch
    {
        StatusCodes.Status504GatewayTimeout => 4,
        StatusCodes.Status403Forbidden => 7,
        StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests => 8,
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => 12,
        StatusCodes.Status503ServiceUnavailable => 14,
        StatusCodes.Status401Unauthorized => 16,
        _ => Unknown,
    };
}
