using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gmqtt.Auth.Tests.Sources;

/// <summary>An issuer of tokens.</summary>
internal static class Tokens
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc); // the test broker's clock

    internal static ECDsaSecurityKey NewKey(string id) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };

    internal static string Jwks(ECDsaSecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key);
        return JsonSerializer.Serialize(new { keys = new[] { new { kty = jwk.Kty, kid = jwk.Kid, crv = jwk.Crv, x = jwk.X, y = jwk.Y, use = "sig" } } });
    }

    /// <summary>A token; the permissions are its claim <c>may</c>, as JSON.</summary>
    internal static string Token(
        SecurityKey key, string user = "meter-7", double? minutes = 60, string issuer = "https://issuer", string audience = "mqtt", double notBefore = -1, string algorithm = SecurityAlgorithms.EcdsaSha256,
        string? permissions = null)
    {
        var claims = new Dictionary<string, object> { ["roles"] = new[] { "sensor" } };
        if (user.Length > 0) claims["sub"] = user;
        if (permissions is not null) claims["may"] = JsonSerializer.Deserialize<JsonElement>(permissions);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            NotBefore = minutes < 0 ? Now.AddMinutes(-60) : Now.AddMinutes(notBefore),
            IssuedAt = Now,
            Expires = minutes is { } m ? Now.AddMinutes(m) : null,
            Claims = claims,
            SigningCredentials = new SigningCredentials(key, algorithm),
        });
    }
}
