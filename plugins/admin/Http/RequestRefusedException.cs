namespace Gmqtt.Admin.Http;

/// <summary>A request that cannot be done, in the caller's words: which part of it is wrong, and what to send instead. Told over REST and gRPC alike.</summary>
internal sealed class RequestRefusedException : Exception
{
    private RequestRefusedException(RefusalKind kind, string? field, string detail)
        : base(detail)
    {
        Kind = kind;
        Field = field;
    }

    /// <summary>What sort of refusal it is.</summary>
    internal RefusalKind Kind { get; }

    /// <summary>The query parameter or the path in the body, or null.</summary>
    internal string? Field { get; }

    /// <summary>Something in the request is wrong.</summary>
    internal static RequestRefusedException BadField(string field, string detail) => new(RefusalKind.BadInput, field, detail);

    /// <summary>What it names does not exist.</summary>
    internal static RequestRefusedException NotFound(string field, string detail) => new(RefusalKind.NotFound, field, detail);

    /// <summary>It is in order, but cannot be done as things are.</summary>
    internal static RequestRefusedException Conflict(string detail) => new(RefusalKind.Conflict, null, detail);

    /// <summary>There are too many already.</summary>
    internal static RequestRefusedException TooMany(string detail) => new(RefusalKind.TooMany, null, detail);

    /// <summary>It is larger than the broker takes.</summary>
    internal static RequestRefusedException TooLarge(string field, string detail) => new(RefusalKind.TooLarge, field, detail);
}
