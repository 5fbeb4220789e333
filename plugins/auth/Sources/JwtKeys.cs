using Gmqtt.Auth.Files;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace Gmqtt.Auth.Sources;

/// <summary>
/// The keys that tokens are verified with: a file, or an address that is asked now and then, and again when a token names a key that is not among them. The latest that could be
/// had stay when no newer ones can be.
/// </summary>
internal sealed class JwtKeys : IDisposable
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);

    // Within the time that a hook has: who cannot be judged is refused, and the plugin is not at fault.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeaveAlone = TimeSpan.FromSeconds(5);

    private readonly WatchedFile? _file;
    private readonly ConfigurationManager<JsonWebKeySet>? _fetched;
    private readonly HttpClient? _http;
    private readonly TimeProvider _time;
    private volatile JsonWebKeySet _keys = new();
    private long _failedAt;

    private JwtKeys(string path, TimeProvider time)
    {
        _time = time;
        _file = new WatchedFile(path, "jwks_file", "{\"keys\": [...]}");
        _keys = Read();
    }

    private JwtKeys(JwtOptions options, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(OutgoingHttp.Handler()) { Timeout = TimeSpan.FromSeconds(4), MaxResponseContentBufferSize = 1024 * 1024 };
        var documents = new HttpDocumentRetriever(_http) { RequireHttps = !new Uri(options.JwksUrl).IsLoopback };
        _fetched = new ConfigurationManager<JsonWebKeySet>(options.JwksUrl, new Retriever(), documents) { AutomaticRefreshInterval = options.Refresh, RefreshInterval = AskAgain };
    }

    /// <exception cref="FileProblemException">The file cannot be used.</exception>
    internal static JwtKeys Of(JwtOptions options, Func<string, string> pathOf, TimeProvider time)
        => options.JwksFile.Length > 0 ? new JwtKeys(pathOf(options.JwksFile), time) : new JwtKeys(options, time);

    /// <summary>The keys now.</summary>
    /// <exception cref="InvalidOperationException">None could be had yet.</exception>
    internal async ValueTask<IEnumerable<SecurityKey>> GetAsync(CancellationToken cancellationToken)
    {
        if (_fetched is null) return _keys.GetSigningKeys();
        var failedAt = Volatile.Read(ref _failedAt);
        if (failedAt != 0 && _time.GetElapsedTime(failedAt) < LeaveAlone) throw new InvalidOperationException("they could not be fetched a moment ago");
        try
        {
            var keys = await _fetched.GetConfigurationAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            Volatile.Write(ref _failedAt, 0);
            return keys.GetSigningKeys();
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _failedAt, _time.GetTimestamp());
            throw new InvalidOperationException(exception.Message, exception);
        }
    }

    /// <summary>A token names a key that is not there.</summary>
    internal void Miss() => _fetched?.RequestRefresh();

    /// <summary>Reads a changed file.</summary>
    /// <exception cref="FileProblemException">It cannot be used; the keys stay.</exception>
    internal void Reload()
    {
        if (_file?.HasSettled() == true) _keys = Read();
    }

    public void Dispose() => _http?.Dispose();

    private JsonWebKeySet Read()
    {
        var text = _file!.Read();
        try
        {
            var keys = new JsonWebKeySet(text);
            return keys.Keys.Count > 0 ? keys : throw new FileProblemException(_file.Path, 0, 0, "has no keys; write {\"keys\": [...]} as RFC 7517 says");
        }
        catch (ArgumentException)
        {
            throw new FileProblemException(_file.Path, 0, 0, "is not a set of JSON Web Keys; write {\"keys\": [...]} as RFC 7517 says");
        }
    }

    private sealed class Retriever : IConfigurationRetriever<JsonWebKeySet>
    {
        public async Task<JsonWebKeySet> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var keys = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel));
            return keys.Keys.Count > 0 ? keys : throw new InvalidDataException($"{address} has no keys");
        }
    }
}
