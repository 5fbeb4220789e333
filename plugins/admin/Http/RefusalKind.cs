using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.Admin.Http;

/// <summary>Why a request is refused.</summary>
internal enum RefusalKind
{
    BadInput,
    NotFound,
    Conflict,
    TooMany,
    TooLarge,
}

/// <summary>What each is called in HTTP and in gRPC.</summary>
internal static class RefusalKinds
{
    internal static int HttpStatus(this RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status400BadRequest,
    };

    internal static StatusCode GrpcStatus(this RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => StatusCode.NotFound,
        RefusalKind.Conflict => StatusCode.FailedPrecondition,
        RefusalKind.TooMany or RefusalKind.TooLarge => StatusCode.ResourceExhausted,
        _ => StatusCode.InvalidArgument,
    };
}
