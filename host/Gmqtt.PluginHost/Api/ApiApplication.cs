using System.Globalization;
using Gmqtt.PluginHost.Api.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api;

/// <summary>What Kestrel calls: finds the plugin that answers.</summary>
internal sealed class ApiApplication(GuardedRequest guard, OriginRules origins, AddressLimits limits, Authentication authentication, ILogger logger) : IHttpApplication<HttpContext>
{
    private volatile BranchTable _table = BranchTable.Empty;

    /// <summary>Requests that come from now on go by this table.</summary>
    public void Exchange(BranchTable table) => _table = table;

    /// <summary>
    /// What a plugin sets as a feature goes into a collection of the request's own. In Kestrel's, which lives as long as an idle HTTP/2
    /// connection keeps its streams, it would keep the plugin in memory.
    /// </summary>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(new FeatureCollection(contextFeatures));

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var body = context.Request.Body;
        try
        {
            await AnswerAsync(context);
        }
        catch (Exception exception)
        {
            logger.ApiRequestFailed(exception, context.Request.Method, context.Request.Path);
            await Problem.WriteAsync(context, StatusCodes.Status500InternalServerError, null);
        }
        finally
        {
            // These three are features of Kestrel's own object, whatever collection they are set through.
            context.Request.Body = body;
            context.Request.RouteValues.Clear();
            context.SetEndpoint(null);
        }
    }

    /// <summary>A connection's loop keeps its latest context while it waits for the next request: it must be empty.</summary>
    public void DisposeContext(HttpContext context, Exception? exception) => ((DefaultHttpContext)context).Uninitialize();

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!limits.AllowsRequest(context.Connection.RemoteIpAddress))
        {
            return TooManyAsync(context, TimeSpan.FromSeconds(1), "Too many requests from this address (request_rate): ask more slowly.");
        }

        if (context.Features.Get<EndpointRules>()?.Hosts.Allows(request.Host) == false)
        {
            return Problem.WriteAsync(
                context,
                StatusCodes.Status421MisdirectedRequest,
                $"The API does not answer for the host '{request.Host.Host}': use an IP address or localhost, or add the name to allowed_hosts.");
        }

        if (!origins.Allows(request))
        {
            return Problem.WriteAsync(
                context,
                StatusCodes.Status403Forbidden,
                "A page of another site must not change anything here: add its origin to allowed_origins if it is yours.");
        }

        if (!authentication.TryIdentify(context))
        {
            return TooManyAsync(context, AddressLimits.FailurePause, "Too many wrong tokens from this address: try again later.");
        }

        var isKnown = context.User.Identity?.IsAuthenticated == true;
        return Enter(request.Path.Value, out var branch) switch
        {
            Entry.Entered => guard.RunAsync(branch!, context),
            Entry.Refused => Problem.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "The plugin has too many requests, or is being stopped: try again.", isKnown ? branch!.Plugin : null),
            _ when isKnown => Problem.WriteAsync(context, StatusCodes.Status404NotFound, null),
            _ => RouteAccess.ChallengeAsync(context),
        };
    }

    private static Task TooManyAsync(HttpContext context, TimeSpan pause, string detail)
    {
        context.Response.Headers.RetryAfter = ((int)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problem.WriteAsync(context, StatusCodes.Status429TooManyRequests, detail);
    }

    /// <summary>A branch that closed between the look and the step in has a successor in a newer table.</summary>
    private Entry Enter(string? path, out ApiBranch? branch)
    {
        while (true)
        {
            var table = _table;
            branch = table.Find(path);
            if (branch is null)
            {
                return Entry.NotFound;
            }

            if (branch.TryEnter())
            {
                return Entry.Entered;
            }

            if (ReferenceEquals(table, _table))
            {
                return Entry.Refused;
            }
        }
    }

    private enum Entry
    {
        NotFound,
        Entered,
        Refused,
    }
}
