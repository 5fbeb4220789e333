using Gmqtt.Auth.Access;
using Gmqtt.Auth.Accounts;
using Gmqtt.Auth.Api;
using Gmqtt.Auth.Files;
using Gmqtt.Auth.Guards;
using Gmqtt.Auth.Passwords;
using Gmqtt.Auth.Scram;
using Gmqtt.Auth.Sources;
using Gmqtt.Mqtt;
using Gmqtt.Plugins;

namespace Gmqtt.Auth;

/// <summary>Every part of the plugin and who knows whom.</summary>
internal sealed class Composition
{
    private static readonly TimeSpan LookAtFiles = TimeSpan.FromSeconds(1);

    private readonly IPluginContext _context;
    private readonly List<IDisposable> _owned = [];
    private readonly VerificationQueue _queue;

    internal Composition(IPluginContext context, AuthOptions options)
    {
        _context = context;
        Options = options;
        var (logger, time, clients) = (context.Logger, context.TimeProvider, context.Server.ClientService);
        Policy = new PasswordPolicy(new Argon2idHasher((int)(options.Argon2Memory / 1024), options.Argon2Passes), options.Migrate, options.Scram);
        _queue = Own(new VerificationQueue(options.Workers, options.HashQueue, options.HashPatience));
        if (options.Sources.Contains("accounts") || options.Scram) Accounts = Own(new AccountsFile(context.Configuration.PathOf(options.PasswordFile), options.Unmarked, logger));
        if (options.Sources.Contains("jwt")) Keys = Own(JwtKeys.Of(options.Jwt, context.Configuration.PathOf, time));
        if (options.RulesFile.Length > 0) Rules = Own(new RulesFile(context.Configuration.PathOf(options.RulesFile), logger));
        Bans = Own(new Guards.BanList(Path.Combine(context.DataDirectory, "bans.json"), time, logger));
        Identities = new Identities(clients, context.DataDirectory, time);
        if (Rules is not null || options.HasPermissions)
        {
            Access = new AccessControl(new AccessState(RuleSet.Empty, new Dictionary<string, Account>()), Identities, context.Meter, logger);
            Revocation = new Revocation(context.Server, Access, Identities, logger);
        }

        Guards = new EntryGuards(
            Bans,
            new AttemptLimit(options.MaxFailuresPerAddress, options.FailureWindow, options.FailureBlock, time),
            new AttemptLimit(options.MaxFailuresPerUser, options.FailureWindow, options.FailureBlock, time),
            new AttemptLimit(options.MaxConnects, options.FlappingWindow, options.FlappingBan, time));
        Admission = new Admission(Guards, Identities, Access, clients, context.Meter, logger);
        Authenticator = new Authenticator([.. options.Sources.Select(Source)], Admission, logger);
        if (options.Scram) Scram = new ScramAuthentication(Accounts!, Admission);
    }

    internal AuthOptions Options { get; }

    internal PasswordPolicy Policy { get; }

    internal AccountsFile? Accounts { get; }

    internal RulesFile? Rules { get; }

    internal JwtKeys? Keys { get; }

    internal Guards.BanList Bans { get; }

    internal EntryGuards Guards { get; }

    internal Identities Identities { get; }

    internal AccessControl? Access { get; }

    internal Revocation? Revocation { get; }

    internal Admission Admission { get; }

    internal Authenticator Authenticator { get; }

    internal ScramAuthentication? Scram { get; }

    internal IPluginContext Context => _context;

    /// <summary>What the API does.</summary>
    internal AuthAdmin Admin => new(
        new AccountAdmin(Accounts, Policy, _queue), new RuleAdmin(Rules), new BanAdmin(Bans, _context.Server.ClientService, _context.TimeProvider), new Explainer(Access, Rules, Identities, Guards));

    /// <summary>Reads the files and begins the work in the background.</summary>
    /// <exception cref="FileProblemException">A file cannot be used.</exception>
    internal void Start()
    {
        Bans.Load();
        if (Accounts is not null)
        {
            Accounts.Load();
            _context.Logger.AccountsLoaded(Accounts.Accounts.Count, Accounts.Path);
            Accounts.Changed += AccountsChanged;
            _context.Every("accounts file", LookAtFiles, Accounts.ReloadAsync);
            _context.Run("better hashes", Accounts.WriteImprovementsAsync);
            if (Options.Migrate) _context.Run("passwords in the clear", new PlainPasswords(Accounts, Policy, _queue, _context.TimeProvider).HashAsync);
        }

        if (Rules is not null)
        {
            Rules.Load();
            _context.Logger.RulesLoaded(Rules.Rules.Rules.Count, Rules.Path);
            Rules.Changed += rules => Renew(rules, Access!.State.Accounts);
            _context.Every("access rules", LookAtFiles, Rules.ReloadAsync);
        }

        if (Revocation is not null)
        {
            Renew(Rules?.Rules ?? RuleSet.Empty, Accounts?.Accounts ?? new Dictionary<string, Account>());
            _context.Run("revocation", Revocation.RunAsync);
        }

        if (Keys is not null) _context.Every("keys of tokens", LookAtFiles, _ => ReloadKeys(Keys));
        _context.Every("expired logins", TimeSpan.FromSeconds(1), _ => EndExpired());
    }

    /// <summary>The end, when nothing is called any more.</summary>
    internal void Release() => _owned.ForEach(o => o.Dispose());

    private ICredentialSource Source(string name) => name switch
    {
        "accounts" => new AccountsSource(Accounts!, _queue, new CredentialCache(Options.CacheSize, Options.CacheTime, _context.TimeProvider), Policy),
        "certificate" => new CertificateSource(Options.Certificate, Accounts),
        "jwt" => new JwtSource(Options.Jwt, Keys!, _context.TimeProvider),
        "webhook" => Own(new WebhookSource(Options.Webhook, Token(), _context.TimeProvider)),
        _ => throw new InvalidOperationException($"source {name} was not validated"),
    };

    private void AccountsChanged(IReadOnlyDictionary<string, Account> before, IReadOnlyDictionary<string, Account> now)
    {
        foreach (var client in _context.Server.ClientService.Clients())
        {
            // Whoever logged in by an account that is gone is gone, too.
            if (client.Username is { } username && before.ContainsKey(username) && !now.ContainsKey(username)
                && Identities.Find(client.ClientId)?.Source is "accounts" or ScramAuthentication.Method)
                client.Disconnect(ReasonCode.NotAuthorized, "the account was removed");
        }

        if (Access is null) return;
        // A better hash of the same password is no reason to ask all rules again.
        if (before.Count != now.Count || now.Any(a => !before.TryGetValue(a.Key, out var b) || !b.Roles.SequenceEqual(a.Value.Roles))) Renew(Access.State.Rules, now);
    }

    private void Renew(RuleSet rules, IReadOnlyDictionary<string, Account> accounts)
    {
        Access!.State = new AccessState(rules, accounts);
        Revocation!.Begin();
    }

    private ValueTask EndExpired()
    {
        Access?.Sweep();
        var now = _context.TimeProvider.GetUtcNow();
        foreach (var (clientId, _) in Identities.Expiring().Where(e => e.ExpiresAt <= now))
            _context.Server.ClientService.Disconnect(clientId, ReasonCode.NotAuthorized, "the login has expired");
        return default;
    }

    private ValueTask ReloadKeys(JwtKeys keys)
    {
        try
        {
            keys.Reload();
        }
        catch (FileProblemException exception)
        {
            _context.Logger.KeysKept(exception.Message);
        }

        return default;
    }

    private string? Token()
    {
        if (Options.Webhook.TokenFile.Length == 0) return null;
        var file = new WatchedFile(_context.Configuration.PathOf(Options.Webhook.TokenFile), "token_file", "one line with the token");
        return file.Read().Trim() is { Length: > 0 } token ? token : throw new FileProblemException(file.Path, 0, 0, "is empty; write the token");
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }
}
