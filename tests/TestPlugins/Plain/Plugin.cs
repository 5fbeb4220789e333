using Gmqtt.Hooks;
using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.Plain;

/// <summary>A good plugin: one hook, which passes on.</summary>
[Plugin(Description = "Lets everything pass.", Order = 7)]
public sealed class Plugin : IPlugin
{
    public string Name => "plain";

    public HookWrapper HookWrapper() => new()
    {
        OnMsgArrived = next => (client, request, cancellationToken) => next(client, request, cancellationToken),
    };
}
