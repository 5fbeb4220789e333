using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Tls;

/// <summary>
/// A listener's TLS: the snapshot that new handshakes go by, replaced when the files change. Connections that live keep theirs; files that
/// cannot be used are reported once, and the snapshot in use stays.
/// </summary>
internal sealed class TlsContext : IDisposable
{
    private readonly TlsOptions _options;
    private readonly string _listener;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private readonly ITimer? _poll;
    private volatile TlsSnapshot _current;
    private string? _badFingerprint;
    private int _handshakes;

    /// <exception cref="CryptographicException">The files cannot be used.</exception>
    /// <exception cref="IOException">Or not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor by this user.</exception>
    public TlsContext(TlsOptions options, string listener, ILogger logger, TimeProvider timeProvider)
    {
        _options = options;
        _listener = listener;
        _logger = logger;
        _timeProvider = timeProvider;
        _current = TlsSnapshot.Load(options, TlsFiles.Read(options));
        Report(_current);
        if (options.ReloadInterval > TimeSpan.Zero)
        {
            var interval = options.ReloadInterval;
            _poll = timeProvider.CreateTimer(static state => ((TlsContext)state!).LookAgain(), this, interval, interval);
        }
    }

    public TlsSnapshot Current => _current;

    /// <summary>Whether one more handshake may begin; each is answered by <see cref="EndHandshake"/>.</summary>
    public bool TryBeginHandshake()
    {
        if (Interlocked.Increment(ref _handshakes) <= _options.MaxConcurrentHandshakes)
        {
            return true;
        }

        EndHandshake();
        return false;
    }

    public void EndHandshake() => Interlocked.Decrement(ref _handshakes);

    /// <summary>Reads the files; new content takes effect for the next handshake. Does not throw: a bad one is logged, each time.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            _badFingerprint = null;
        }

        LookAgain();
    }

    public void Dispose() => _poll?.Dispose();

    private void LookAgain()
    {
        lock (_gate)
        {
            var fingerprint = string.Empty;
            try
            {
                var files = TlsFiles.Read(_options);
                fingerprint = files.Fingerprint;
                if (fingerprint != _current.Fingerprint && fingerprint != _badFingerprint)
                {
                    _current = TlsSnapshot.Load(_options, files);
                    Report(_current);
                }

                _badFingerprint = fingerprint == _current.Fingerprint ? null : fingerprint;
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                // Once for each content: a renewal that writes two files is half done for a moment, and a broken one is looked at every few
                // seconds.
                if (_badFingerprint != fingerprint)
                {
                    _badFingerprint = fingerprint;
                    _logger.CertificateKept(_listener, exception.Message, _current.Certificate.Subject);
                }
            }
        }
    }

    private void Report(TlsSnapshot snapshot)
    {
        var now = _timeProvider.GetUtcNow();
        _logger.CertificateLoaded(_listener, snapshot.Certificate.Subject, snapshot.Certificate.NotAfter.ToUniversalTime());
        if (snapshot.Certificate.NotAfter.ToUniversalTime() < now)
        {
            _logger.CertificateExpired(_listener, snapshot.Certificate.Subject);
        }

        if (snapshot.RevocationsExpire is { } expiry && expiry < now)
        {
            _logger.RevocationsExpired(_listener, expiry);
        }
    }
}
