using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>Calls the broker from the hook that the broker calls.</summary>
internal sealed class Reentrancy(IPluginContext context)
{
    internal ValueTask? Do(string how, Call call) => how switch
    {
        "publish" => PublishAsync(call),
        "publish_blocking" => Blocking(PublishAsync(call)),
        "disconnect" => Disconnect(call),
        "subscribe" => SubscribeAsync(call),
        "terminate" => TerminateAsync(call),
        "terminate_blocking" => Blocking(TerminateAsync(call)),
        "unload" => ReloadAsync(call),
        _ => null,
    };

    /// <summary>To the topic of the message that the hook is called for.</summary>
    private async ValueTask PublishAsync(Call call)
    {
        var topic = call.Request switch
        {
            MsgArrivedRequest arrived => arrived.TopicName,
            Message message => message.TopicName,
            _ => "victim/own",
        };
        await context.Server.Publisher.PublishAsync(new Message { TopicName = topic, Payload = new byte[100], QoS = Mqtt.QoS.AtLeastOnce });
        await call.Next();
    }

    private ValueTask Disconnect(Call call)
    {
        context.Server.ClientService.Disconnect(call.ClientId);
        call.Client?.Disconnect(Mqtt.ReasonCode.AdministrativeAction, "by its own hook");
        return call.Next();
    }

    private async ValueTask SubscribeAsync(Call call)
    {
        for (var i = 0; i < 3; i++)
            await context.Server.SubscriptionService.SubscribeAsync(call.ClientId, [new Subscription { TopicFilter = $"victim/more/{i}" }]);
        await context.Server.SubscriptionService.UnsubscribeAsync(call.ClientId, ["victim/more/2"]);
        await call.Next();
    }

    private async ValueTask TerminateAsync(Call call)
    {
        await context.Server.ClientService.TerminateSessionAsync(call.ClientId);
        await call.Next();
    }

    private async ValueTask ReloadAsync(Call call)
    {
        await context.Plugins.ReloadAsync(context.Name);
        await call.Next();
    }

    private static ValueTask Blocking(ValueTask task)
    {
        task.AsTask().Wait();
        return default;
    }
}
