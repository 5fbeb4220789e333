using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Gmqtt.Auth.Access;
using Gmqtt.Auth.Accounts;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gmqtt.Auth.Sources;

/// <summary>A JSON Web Token in the place of the password: who the client is, which roles and permissions it has, and until when.</summary>
internal sealed class JwtSource : ICredentialSource
{
    private const int LongestToken = 16 * 1024;

    private readonly JwtOptions _options;
    private readonly JwtKeys _keys;
    private readonly TimeProvider _time;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };

    internal JwtSource(JwtOptions options, JwtKeys keys, TimeProvider time)
    {
        _options = options;
        _keys = keys;
        _time = time;
    }

    public string Name => "jwt";

    public async ValueTask<Verdict> JudgeAsync(Login login, CancellationToken cancellationToken)
    {
        if (TokenOf(login) is not { } token) return Verdict.NotMine;
        IEnumerable<SecurityKey> keys;
        try
        {
            keys = await _keys.GetAsync(cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            return Verdict.Unavailable($"the keys cannot be had: {exception.Message}");
        }

        var result = await _handler.ValidateTokenAsync(token, Parameters(keys));
        if (result.IsValid) return Judge(login, (JsonWebToken)result.SecurityToken, result.ClaimsIdentity);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException) _keys.Miss();
        return Verdict.Refused($"the token is not valid: {result.Exception?.GetType().Name}");
    }

    /// <summary>Three parts between dots, the first of them the header: what is not like that is a password, and somebody else's business.</summary>
    private static string? TokenOf(Login login)
    {
        var password = login.Password.Span;
        if (password.Length is 0 or > LongestToken || !password.StartsWith("eyJ"u8)) return null;
        var dots = 0;
        foreach (var b in password)
        {
            if (b == '.') dots++;
            else if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'_')) return null;
        }

        return dots == 2 ? Encoding.ASCII.GetString(password) : null;
    }

    private Verdict Judge(Login login, JsonWebToken token, ClaimsIdentity claims)
    {
        if (claims.FindFirst(_options.UsernameClaim)?.Value is not { } username || Account.ProblemOfName(username) is not null) return Verdict.Refused($"the token has no usable claim {_options.UsernameClaim}");
        if (login.Username is { Length: > 0 } said && said != username) return Verdict.Refused($"the token is {username}'s");
        if (_options.ClientIdClaim.Length > 0 && claims.FindFirst(_options.ClientIdClaim)?.Value != login.ClientId) return Verdict.Refused("the token is another client's");
        var roles = claims.FindAll(_options.RolesClaim).SelectMany(c => c.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct().ToList();
        var permissions = PermissionsOf(token);
        if (TokenPermissions.TryParse(permissions, out var problem) is null) return Verdict.Refused($"the token's claim {_options.PermissionsClaim} {problem}");
        var until = new DateTimeOffset(token.ValidTo, TimeSpan.Zero) + _options.ClockSkew;
        return Verdict.Accepted(new Identity { Username = username, Roles = roles, Permissions = permissions, Source = Name, ExpiresAt = until });
    }

    /// <summary>The claim as it stands in the token: as claims of .NET its objects would be texts among the texts.</summary>
    private string? PermissionsOf(JsonWebToken token)
    {
        if (_options.PermissionsClaim.Length == 0) return null;
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return payload.RootElement.TryGetProperty(_options.PermissionsClaim, out var claim) ? claim.GetRawText() : null;
    }

    private TokenValidationParameters Parameters(IEnumerable<SecurityKey> keys) => new()
    {
        IssuerSigningKeys = keys,
        ValidAlgorithms = _options.Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuerSigningKey = true,
        ValidateIssuer = _options.Issuer.Length > 0,
        ValidIssuer = _options.Issuer,
        ValidateAudience = _options.Audience.Length > 0,
        ValidAudience = _options.Audience,
        ClockSkew = _options.ClockSkew,
        LifetimeValidator = (from, until, _, parameters) => IsAlive(from, until, parameters.ClockSkew),
    };

    /// <summary>By the broker's clock.</summary>
    private bool IsAlive(DateTime? from, DateTime? until, TimeSpan skew)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + skew && (from is not { } begin || now > begin - skew);
    }
}
