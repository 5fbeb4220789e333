using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api;

/// <summary>What the host gives a branch.</summary>
internal sealed record ApiBranchSettings
{
    /// <summary>The plugin's name.</summary>
    public required string Plugin { get; init; }

    /// <summary>The plugin's log, category <c>plugin.name</c>: everything in the branch writes there.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The broker's clock; in the container too.</summary>
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Told of every faulty request, in a sentence; from any thread, must not throw.</summary>
    public required Action<string> OnFault { get; init; }

    /// <summary>The plugin's folder.</summary>
    public required string ContentRoot { get; init; }

    /// <summary>Requests under way at once.</summary>
    public int MaxRequests { get; init; } = new ApiServerOptions().MaxRequestsPerPlugin;
}
