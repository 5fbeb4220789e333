using System.Net;
using System.Security.Cryptography;
using Gmqtt.PluginHost.Api.Access;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api;

/// <summary>
/// The API of the broker: nothing but what plugins serve. Its endpoints are open while some plugin has routes. Changes come one at a time;
/// requests never wait for them.
/// </summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly ApiServerOptions _options;
    private readonly ILoggerFactory _loggerFactory;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly AddressLimits _limits;
    private readonly Authentication _authentication;
    private readonly ApiApplication _application;
    private readonly SemaphoreSlim _change = new(1);
    private volatile ApiListeners? _listeners;
    private volatile ApiEndpoints? _endpoints;
    private volatile Task _closing = Task.CompletedTask;

    /// <param name="options">The <c>[api]</c> table.</param>
    /// <param name="loggerFactory">The broker's.</param>
    /// <param name="timeProvider">The broker's.</param>
    /// <param name="scheduler">Where plugins' routes run; null for the pool.</param>
    public ApiServer(ApiServerOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider, TaskScheduler? scheduler = null)
    {
        _options = options;
        _loggerFactory = loggerFactory;
        _logger = loggerFactory.CreateLogger<ApiServer>();
        _timeProvider = timeProvider;
        var guard = new GuardedRequest(options.RequestTimeout, timeProvider, scheduler);
        _limits = new AddressLimits(options.RequestRate);
        _authentication = new Authentication(_limits, _logger);
        _application = new ApiApplication(guard, new OriginRules(options.AllowedOrigins), _limits, _authentication, _logger);
    }

    /// <summary>What the HTTP endpoints are bound to, in the order of the options; empty while closed.</summary>
    public IReadOnlyList<EndPoint> HttpEndPoints => _listeners?.Http ?? [];

    /// <summary>What the gRPC endpoints are bound to, in the order of the options; empty while closed.</summary>
    public IReadOnlyList<EndPoint> GrpcEndPoints => _listeners?.Grpc ?? [];

    /// <summary>Completes when the endpoints that were closed last are gone with their connections.</summary>
    public Task Closed => _closing;

    /// <summary>Whether addresses and certificates can be used, without opening anything: null, or what is wrong, in one sentence.</summary>
    public static string? Check(ApiServerOptions options) => ApiEndpoints.Read(options).Problem;

    /// <summary>Two plugins that claim the same prefix, in one sentence; null when there are none.</summary>
    public static string? FindConflict(IReadOnlyList<ApiBranch> branches) => BranchTable.FindConflict(branches);

    /// <summary>
    /// Puts these branches in the place of those before, all at once. The caller drains and disposes the ones that are left out; their
    /// requests under way go on until then.
    /// </summary>
    /// <param name="branches">Built, at most one for a plugin.</param>
    /// <param name="cancellationToken">Gives up opening the endpoints.</param>
    /// <returns>Null when they are in force; else what is wrong, in one sentence, and then nothing was changed.</returns>
    public async ValueTask<string?> ApplyAsync(IReadOnlyList<ApiBranch> branches, CancellationToken cancellationToken = default)
    {
        if (BranchTable.FindConflict(branches) is { } conflict)
        {
            return conflict;
        }

        await _change.WaitAsync(cancellationToken);
        try
        {
            var table = new BranchTable(branches);
            // Without an endpoint to open, Kestrel would choose one of its own.
            if (table.IsEmpty || _options.Http.Count + _options.Grpc.Count == 0)
            {
                _application.Exchange(table);
                Close();
                return null;
            }

            return await OpenAsync(table, cancellationToken);
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>Reads the files of certificates and tokens again; who comes from now on sees the new ones. A bad one is logged, and the old one stays.</summary>
    public void ReloadFiles()
    {
        if (_listeners is not null)
        {
            var (tokens, problem) = TokenTable.Read(_options.Tokens, _logger);
            if (tokens is null)
            {
                _logger.ApiTokensKept(problem!);
            }
            else
            {
                _authentication.Exchange(tokens);
            }
        }

        foreach (var (file, certificate) in _endpoints?.Certificates ?? [])
        {
            try
            {
                certificate.Reload();
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                _logger.ApiCertificateKept(file, exception.Message);
            }
        }
    }

    /// <summary>Closes the endpoints; requests get <see cref="ApiServerOptions.CloseTimeout"/> to end.</summary>
    public async ValueTask DisposeAsync()
    {
        await ApplyAsync([]);
        await _closing;
        await _limits.DisposeAsync();
    }

    private async Task<string?> OpenAsync(BranchTable table, CancellationToken cancellationToken)
    {
        if (_listeners is not null)
        {
            _application.Exchange(table);
            return null;
        }

        // The address is free when those before have gone.
        await _closing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var (endpoints, problem) = ApiEndpoints.Read(_options);
        if (endpoints is null)
        {
            return problem;
        }

        (var tokens, problem) = TokenTable.Read(_options.Tokens, _logger);
        if (tokens is null)
        {
            return problem;
        }

        _authentication.Exchange(tokens);

        try
        {
            // Before the first connection can come.
            _application.Exchange(table);
            (_listeners, problem) = await ApiListeners.OpenAsync(_options, endpoints, _loggerFactory, _application, cancellationToken);
        }
        finally
        {
            if (_listeners is null)
            {
                // Branches that never came in force must not be kept.
                _application.Exchange(BranchTable.Empty);
            }
        }

        _endpoints = _listeners is null ? null : endpoints;
        LogEndPoints();
        return problem;
    }

    private void LogEndPoints()
    {
        foreach (var endPoint in HttpEndPoints)
        {
            _logger.ApiListening(endPoint.ToString()!, "HTTP");
        }

        foreach (var endPoint in GrpcEndPoints)
        {
            _logger.ApiListening(endPoint.ToString()!, "gRPC");
        }
    }

    /// <summary>Not awaited by the one who takes the last routes out: a request under way may be the one that asked for it.</summary>
    private void Close()
    {
        if (_listeners is not { } listeners)
        {
            return;
        }

        _listeners = null;
        _endpoints = null;
        _closing = listeners.CloseAsync(_timeProvider);
        _logger.ApiClosed();
    }
}
