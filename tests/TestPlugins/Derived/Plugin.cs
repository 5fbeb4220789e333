using Gmqtt.Hooks;
using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.Derived;

/// <summary>A plugin by way of a generic base class; lets everybody in.</summary>
[Plugin(RequiresConfiguration = true, Unloadable = false)]
public sealed class Plugin : Base<string>;

/// <summary>The base.</summary>
/// <typeparam name="T">Nothing.</typeparam>
public abstract class Base<T> : IPlugin
{
    public string Name => "derived";

    public HookWrapper HookWrapper() => new()
    {
        OnBasicAuth = next => (client, request, cancellationToken) =>
        {
            request.Accept();
            return next(client, request, cancellationToken);
        },
        OnClosed = next => next,
    };
}
