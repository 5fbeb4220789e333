using Gmqtt.Auth.Passwords;
using Gmqtt.Plugins;

namespace Gmqtt.Auth;

/// <summary>The table <c>[plugins.auth]</c>.</summary>
public sealed class AuthOptions : IValidatable
{
    private static readonly string[] KnownSources = ["accounts", "certificate", "jwt", "webhook"];

    /// <summary>Who is asked for a client, in order; the first that knows it decides.</summary>
    public List<string> Sources { get; set; } = ["accounts"];

    /// <summary>The accounts: gmqtt's YAML or mosquitto's password file.</summary>
    public string PasswordFile { get; set; } = "gmqtt_password.yml";

    /// <summary>What a password in the file is that does not say so itself: plain, md5, sha256 or bcrypt; left out, plain, and what looks like a digest is refused.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The access rules; left out, who is let in may do everything.</summary>
    public string RulesFile { get; set; } = "";

    /// <summary>Whether hashes of other kinds, and passwords in the clear, are replaced by argon2id.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>Memory of argon2id.</summary>
    public long Argon2Memory { get; set; } = 19 * 1024 * 1024;

    /// <summary>Passes of argon2id.</summary>
    public int Argon2Passes { get; set; } = 2;

    /// <summary>Passwords verified at a time; 0 for half the processors.</summary>
    public int HashWorkers { get; set; }

    /// <summary>Clients that may wait for it; more are told that the broker is busy.</summary>
    public int HashQueue { get; set; } = 1000;

    /// <summary>Longest that a client waits for it.</summary>
    public TimeSpan HashPatience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Right passwords that are remembered, digested, so that the next login costs nothing; 0 for none.</summary>
    public int CacheSize { get; set; } = 200_000;

    /// <summary>How long a right password is remembered.</summary>
    public TimeSpan CacheTime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Whether accounts may log in by SCRAM-SHA-256.</summary>
    public bool Scram { get; set; }

    /// <summary>Failed logins from one address (IPv6: one /64) within <see cref="FailureWindow"/>, after which it is refused; 0 for no limit.</summary>
    public int MaxFailuresPerAddress { get; set; } = 30;

    /// <summary>Failed logins of one user within <see cref="FailureWindow"/>, after which it is refused; 0 for no limit.</summary>
    public int MaxFailuresPerUser { get; set; } = 10;

    /// <summary>The time in which failures are counted.</summary>
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long who has failed too often is refused.</summary>
    public TimeSpan FailureBlock { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Connections of one client within <see cref="FlappingWindow"/>, after which it is banned; 0 for no limit.</summary>
    public int MaxConnects { get; set; }

    /// <summary>The time in which connections are counted.</summary>
    public TimeSpan FlappingWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a client that connects too often is banned.</summary>
    public TimeSpan FlappingBan { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>JSON Web Tokens.</summary>
    public JwtOptions Jwt { get; set; } = new();

    /// <summary>The web service that is asked.</summary>
    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>Client certificates.</summary>
    public CertificateOptions Certificate { get; set; } = new();

    internal UnmarkedHash Unmarked => Enum.TryParse<UnmarkedHash>(Hash, ignoreCase: true, out var unmarked) ? unmarked : UnmarkedHash.Guess;

    /// <summary>Whether tokens say what their clients may.</summary>
    internal bool HasPermissions => Sources.Contains("jwt") && Jwt.PermissionsClaim.Length > 0;

    internal int Workers => HashWorkers > 0 ? HashWorkers : Math.Max(1, Environment.ProcessorCount / 2);

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate()
    {
        if (Sources.Count == 0) yield return ("sources", "nobody could log in; write at least one of accounts, certificate, jwt, webhook");
        foreach (var source in Sources.Where(s => !KnownSources.Contains(s))) yield return ("sources", $"there is no source {source}; there are {string.Join(", ", KnownSources)}");
        if (Sources.Distinct().Count() < Sources.Count) yield return ("sources", "a source stands here twice");
        if (PasswordFile.Length == 0) yield return ("password_file", "write the path of the accounts file");
        if (Hash is not ("" or "plain" or "md5" or "sha256" or "bcrypt")) yield return ("hash", "write plain, md5, sha256 or bcrypt: what the passwords in the file are that do not say so themselves");
        if (Argon2Memory is < 8 * 1024 * 1024 or > 1024L * 1024 * 1024) yield return ("argon2_memory", "write a size from 8MiB to 1GiB");
        if (Argon2Passes is < 1 or > 100) yield return ("argon2_passes", "write a number from 1 to 100");
        if (HashWorkers is < 0 or > 256) yield return ("hash_workers", "write a number from 0 (half the processors) to 256");
        if (HashQueue is < 0 or > 1_000_000) yield return ("hash_queue", "write a number from 0 to 1000000");
        if (CacheSize is < 0 or > 10_000_000) yield return ("cache_size", "write a number from 0 to 10000000");
        if (HashPatience <= TimeSpan.Zero) yield return ("hash_patience", "write a duration such as \"3s\", shorter than the hook_timeout");
        foreach (var (key, value) in new[] { ("cache_time", CacheTime), ("failure_window", FailureWindow), ("failure_block", FailureBlock), ("flapping_window", FlappingWindow), ("flapping_ban", FlappingBan) })
        {
            if (value <= TimeSpan.Zero) yield return (key, "write a duration such as \"1m\"");
        }

        foreach (var (key, value) in new[] { ("max_failures_per_address", MaxFailuresPerAddress), ("max_failures_per_user", MaxFailuresPerUser), ("max_connects", MaxConnects) })
        {
            if (value < 0) yield return (key, "write 0 for no limit, or a number above");
        }

        if (Sources.Contains("jwt") && Jwt.JwksFile.Length == 0 && Jwt.JwksUrl.Length == 0) yield return ("jwt", "source jwt needs jwks_file or jwks_url in [plugins.auth.jwt]");
        if (HasPermissions && RulesFile.Length == 0 && Sources.Exists(s => s != "jwt"))
            yield return ("rules_file", "with permissions_claim in [plugins.auth.jwt], what nothing allows is denied, and clients of the other sources have no token: write a rules_file that says what they may");
        if (Sources.Contains("webhook") && Webhook.Url.Length == 0) yield return ("webhook", "source webhook needs url in [plugins.auth.webhook]");
    }
}

/// <summary>The table <c>[plugins.auth.jwt]</c>.</summary>
public sealed class JwtOptions : IValidatable
{
    /// <summary>A file with the keys (RFC 7517); read again when it changes.</summary>
    public string JwksFile { get; set; } = "";

    /// <summary>Where the keys are fetched.</summary>
    public string JwksUrl { get; set; } = "";

    /// <summary>How often the keys are fetched; and at once, though no more than every half minute, when a token names a key that is not there.</summary>
    public TimeSpan Refresh { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What <c>iss</c> has to be; empty for anything.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>What <c>aud</c> has to be; empty for anything.</summary>
    public string Audience { get; set; } = "";

    /// <summary>Signatures that count.</summary>
    public List<string> Algorithms { get; set; } = ["RS256", "ES256"];

    /// <summary>The claim that names the user.</summary>
    public string UsernameClaim { get; set; } = "sub";

    /// <summary>The claim that has to be the Client Identifier; empty for none.</summary>
    public string ClientIdClaim { get; set; } = "";

    /// <summary>The claim with the roles, a list or words with blanks between.</summary>
    public string RolesClaim { get; set; } = "roles";

    /// <summary>The claim with the permissions, a list; empty for none. What neither it nor a rule allows is denied.</summary>
    public string PermissionsClaim { get; set; } = "";

    /// <summary>How much clocks may differ.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate()
    {
        if (JwksFile.Length > 0 && JwksUrl.Length > 0) yield return ("jwks_url", "there is jwks_file already; write one of them");
        if (JwksUrl.Length > 0 && !(Uri.TryCreate(JwksUrl, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))))
            yield return ("jwks_url", "write an address that begins with https:// (http:// only for this machine): whoever can change the keys can log in as anybody");
        if (Algorithms.Count == 0 || Algorithms.Contains("none")) yield return ("algorithms", "write those the issuer uses, such as [\"RS256\"]; none is not one");
        if (UsernameClaim.Length == 0) yield return ("username_claim", "write the claim that names the user, such as sub");
        if (Refresh < TimeSpan.FromMinutes(5)) yield return ("refresh", "write a duration of 5m or more");
        if (ClockSkew < TimeSpan.Zero) yield return ("clock_skew", "write a duration such as \"30s\"");
    }
}

/// <summary>The table <c>[plugins.auth.webhook]</c>.</summary>
public sealed class WebhookOptions : IValidatable
{
    /// <summary>Where a login is posted.</summary>
    public string Url { get; set; } = "";

    /// <summary>A file with the bearer token to send; empty for none.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>Longest that one call may take; no answer is a refusal.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls at a time; more are told that the broker is busy.</summary>
    public int MaxConcurrent { get; set; } = 64;

    /// <summary>How long an answer is remembered; zero for not at all.</summary>
    public TimeSpan CacheTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Answers that are remembered.</summary>
    public int CacheSize { get; set; } = 100_000;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate()
    {
        if (Url.Length > 0 && !(Uri.TryCreate(Url, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))))
            yield return ("url", "write an address that begins with https:// (http:// only for this machine): passwords go there");
        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromMinutes(1)) yield return ("timeout", "write a duration from 10ms to 1m, shorter than the hook_timeout");
        if (MaxConcurrent is < 1 or > 10_000) yield return ("max_concurrent", "write a number from 1 to 10000");
        if (CacheTime < TimeSpan.Zero) yield return ("cache_time", "write a duration, or 0s for none");
        if (CacheSize is < 0 or > 10_000_000) yield return ("cache_size", "write a number from 0 to 10000000");
    }
}

/// <summary>The table <c>[plugins.auth.certificate]</c>.</summary>
public sealed class CertificateOptions
{
    /// <summary>Roles of every client with a certificate.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>Whether a client with a certificate has to have an account of that name, too, whose password is not asked for.</summary>
    public bool RequireAccount { get; set; }
}
