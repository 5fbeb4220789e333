using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.Decider;

/// <summary>Vouches for the user "good" and no other, has no opinion of clients without a name, and lets nothing below "forbidden/"; answers later now and then.</summary>
public sealed class Plugin : IPlugin
{
    // Tests write "broken" over it.
    private const string Conduct = "conduct|good  |";

    private int _calls;

    public string Name => "decider";

    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
        => Conduct.Contains("broken", StringComparison.Ordinal) ? throw new InvalidOperationException("no users today") : default;

    public HookWrapper HookWrapper() => new()
    {
        OnBasicAuth = next => async (client, request, cancellationToken) =>
        {
            await NowOrLaterAsync();
            if (request.Username == "good") request.Accept();
            else if (request.Username is not null) request.Reject(ReasonCode.BadUserNameOrPassword);
            await next(client, request, cancellationToken);
        },
        OnSubscribe = next => async (client, request, cancellationToken) =>
        {
            await NowOrLaterAsync();
            foreach (var item in request.Items.Where(i => IsForbidden(i.RequestedFilter))) item.Reject(ReasonCode.NotAuthorized);
            await next(client, request, cancellationToken);
        },
        OnMsgArrived = next => async (client, request, cancellationToken) =>
        {
            await NowOrLaterAsync();
            if (IsForbidden(request.TopicName)) request.Reject(ReasonCode.NotAuthorized);
            else await next(client, request, cancellationToken);
        },
    };

    private static bool IsForbidden(string topic) => topic.StartsWith("forbidden/", StringComparison.Ordinal);

    private async ValueTask NowOrLaterAsync()
    {
        if (Interlocked.Increment(ref _calls) % 16 == 0) await Task.Yield();
    }
}
