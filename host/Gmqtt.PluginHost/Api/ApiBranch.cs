using Gmqtt.PluginHost.Api.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Api;

/// <summary>
/// The routes of one version of one plugin: a container and a pipeline of its own. It is built before it is put in force, answers requests
/// between <see cref="TryEnter"/> and the end of <see cref="InvokeAsync"/>, is drained when another is in force, and keeps nothing of the
/// plugin once it is disposed.
/// </summary>
internal sealed class ApiBranch : IAsyncDisposable
{
    // After requests were aborted: to notice it and unwind.
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(1);

    private readonly ApiBranchSettings _settings;
    private readonly BranchLifetime _lifetime;
    private readonly CancellationTokenSource _abort = new();
    private readonly RequestLeases _leases;
    private ServiceProvider? _services;
    private RequestDelegate? _pipeline;

    private ApiBranch(ApiBranchSettings settings, IReadOnlyList<PathPrefix> prefixes)
    {
        _settings = settings;
        _lifetime = new BranchLifetime(settings.Plugin, settings.Logger);
        _leases = new RequestLeases(settings.MaxRequests);
        Prefixes = prefixes;
    }

    /// <summary>Whose it is.</summary>
    public string Plugin => _settings.Plugin;

    /// <summary>What it answers for.</summary>
    public IReadOnlyList<PathPrefix> Prefixes { get; }

    /// <summary>Requests under way.</summary>
    public int Requests => _leases.Count;

    /// <summary>Completes when it takes no requests any more and the last has ended.</summary>
    public Task Ended => _leases.Ended;

    /// <summary>Whether it was drained or disposed.</summary>
    public bool IsClosed => _leases.IsClosed;

    /// <summary>
    /// Builds a branch from what a plugin registered; runs the plugin's code, on the caller's thread. Does not throw.
    /// </summary>
    /// <returns>Both null where the plugin has no routes; else the branch, or what is wrong with it in one sentence.</returns>
    public static async ValueTask<(ApiBranch? Branch, string? Problem)> BuildAsync(PluginApi api, ApiBranchSettings settings)
    {
        var registrations = api.Take();
        if (registrations.Maps.Count == 0)
        {
            return (null, null);
        }

        var branch = new ApiBranch(settings, registrations.Prefixes);
        string? problem;
        try
        {
            problem = await branch.BuildAsync(registrations);
        }
        catch (Exception exception)
        {
            problem = FaultText.Of(exception);
        }

        if (problem is null)
        {
            return (branch, null);
        }

        await branch.DisposeAsync();
        return (null, $"the API routes of plugin '{settings.Plugin}' cannot be built: {problem}");
    }

    /// <summary>Takes a place for one request; false when the branch is closed or has too many. <see cref="InvokeAsync"/> gives it back.</summary>
    public bool TryEnter() => _leases.TryEnter();

    /// <summary>Answers a request that has entered. Does not throw; a fault of the plugin is answered, logged and told.</summary>
    /// <returns>Whether there is an answer; false when the request was aborted before.</returns>
    public async Task<bool> InvokeAsync(HttpContext context)
    {
        try
        {
            if (_pipeline is not { } pipeline || _services is not { } services)
            {
                return false;
            }

            using var abort = _abort.Token.UnsafeRegister(static state => ((HttpContext)state!).Abort(), context);
            return await BranchRequest.RunAsync(pipeline, services, _settings, context);
        }
        finally
        {
            _leases.Exit();
        }
    }

    /// <summary>Tells of a request that took too long.</summary>
    public void ReportTimeout(HttpRequest request, TimeSpan timeout)
    {
        var fault = $"{request.Method} {request.Path} did not answer within {timeout.TotalSeconds:0.###} s.";
        _settings.Logger.RouteTimeout(Plugin, fault);
        _settings.OnFault(fault);
    }

    /// <summary>
    /// Takes no requests any more, tells streams to end (<c>ApplicationStopping</c>), waits for those under way, and aborts what is left then.
    /// </summary>
    /// <param name="timeout">How long they get.</param>
    /// <returns>Whether nothing runs in it any more; else <see cref="Ended"/> tells when.</returns>
    public async ValueTask<bool> DrainAsync(TimeSpan timeout)
    {
        _leases.Close();
        _lifetime.Stop();
        await Wait(timeout);
        if (!Ended.IsCompleted)
        {
            await _abort.CancelAsync();
            await Wait(AbortGrace);
        }

        return Ended.IsCompleted;
    }

    /// <summary>Ends the container's services and lets go of everything that is the plugin's. Drain it first.</summary>
    public async ValueTask DisposeAsync()
    {
        _leases.Close();
        _lifetime.Stop();
        _pipeline = null;
        var services = Interlocked.Exchange(ref _services, null);
        if (services is null)
        {
            return;
        }

        try
        {
            await services.DisposeAsync();
        }
        catch (Exception exception)
        {
            _settings.Logger.BranchDisposeFailed(Plugin, FaultText.Of(exception));
        }
    }

    private async Task<string?> BuildAsync(ApiRegistrations registrations)
    {
        _services = BranchBuilder.BuildServices(_settings, registrations, _lifetime);
        _pipeline = BranchBuilder.BuildPipeline(_services, registrations);
        var endpoints = _services.GetRequiredService<EndpointDataSource>().Endpoints;
        await BranchBuilder.ProbeAsync(_pipeline, _services);
        return RouteReach.FindUnreachable(endpoints, Prefixes) ?? RouteAccess.FindUnguarded(endpoints, BranchBuilder.HasAuthorization(_services));
    }

    private async Task Wait(TimeSpan timeout)
        => await Ended.WaitAsync(timeout, _settings.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
