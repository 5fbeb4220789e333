using Gmqtt.Clients;
using Gmqtt.Hooks;

namespace Gmqtt.Auth.Sources;

/// <summary>Somebody who knows clients.</summary>
internal interface ICredentialSource
{
    /// <summary>As in <c>sources</c>.</summary>
    string Name { get; }

    /// <summary>Judges a login.</summary>
    /// <param name="login">What the client says.</param>
    /// <param name="cancellationToken">The client has gone, or it takes too long.</param>
    ValueTask<Verdict> JudgeAsync(Login login, CancellationToken cancellationToken);
}

/// <summary>What a client says of itself. The password is valid until the login has been judged, and is written nowhere.</summary>
internal sealed record Login(IClient Client, ConnectRequest Request, string ClientId, string? Username)
{
    /// <summary>Empty where none was sent.</summary>
    internal ReadOnlyMemory<byte> Password => Request.Password ?? default;
}

/// <summary>What a source says; without having said anything, no.</summary>
internal readonly record struct Verdict(VerdictKind Kind, Identity? Identity = null, string? Detail = null)
{
    internal static Verdict NotMine => new(VerdictKind.NotMine);

    internal static Verdict Busy => new(VerdictKind.Busy, Detail: "too many logins at a time");

    internal static Verdict Accepted(Identity identity) => new(VerdictKind.Accepted, identity);

    /// <param name="detail">For the log alone.</param>
    internal static Verdict Refused(string detail) => new(VerdictKind.Refused, Detail: detail);

    /// <param name="detail">For the log alone.</param>
    internal static Verdict Unavailable(string detail) => new(VerdictKind.Unavailable, Detail: detail);
}

/// <summary>Kinds of verdicts.</summary>
internal enum VerdictKind
{
    /// <summary>The source knows the client and says no, whatever others would say.</summary>
    Refused,

    /// <summary>The next source is asked.</summary>
    NotMine,

    Accepted,

    Busy,

    /// <summary>The source cannot be asked, which is a no.</summary>
    Unavailable,
}
