using Microsoft.AspNetCore.Http;

namespace Gmqtt.PluginHost.Api;

/// <summary>Runs requests of branches where plugins run, and not for ever.</summary>
internal sealed class GuardedRequest(TimeSpan timeout, TimeProvider timeProvider, TaskScheduler? scheduler)
{
    // From the cancelled token to the plugin's last words.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly TaskScheduler _scheduler = scheduler ?? TaskScheduler.Default;

    /// <summary>Ends when nothing of the plugin touches the request any more: the connection behind it is used again.</summary>
    public async Task RunAsync(ApiBranch branch, HttpContext context)
    {
        var connection = context.RequestAborted;
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(connection);
        context.RequestAborted = aborted.Token;
        var running = Start(branch, context);
        if (!GrpcStatus.IsGrpc(context.Request))
        {
            await LimitAsync(branch, context, running, aborted);
        }

        await running;
        context.RequestAborted = connection;
    }

    private Task<bool> Start(ApiBranch branch, HttpContext context)
        => Task.Factory.StartNew(() => branch.InvokeAsync(context), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();

    private async Task LimitAsync(ApiBranch branch, HttpContext context, Task<bool> running, CancellationTokenSource aborted)
    {
        await WaitAsync(running, timeout);
        if (running.IsCompleted || context.Response.HasStarted)
        {
            return;
        }

        branch.ReportTimeout(context.Request, timeout);
        // Callbacks of the token are the plugin's: they may hang as well.
        _ = aborted.CancelAsync();
        await WaitAsync(running, Grace);
        if (!running.IsCompleted || !await running)
        {
            await AnswerAsync(branch, context);
        }
    }

    private async Task WaitAsync(Task running, TimeSpan time)
        => await running.WaitAsync(time, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>
    /// The plugin may still hang in there. The client gets its answer all the same; the plugin, should it wake, finds the answer given.
    /// </summary>
    private static async Task AnswerAsync(ApiBranch branch, HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            return;
        }

        await Problem.ReplaceAsync(
            context, StatusCodes.Status504GatewayTimeout, "The plugin did not answer in time.", branch.Plugin, endsConnection: true);
        await context.Response.CompleteAsync();
    }
}
