using Gmqtt.Hooks;
using Gmqtt.Plugins;
using Microsoft.Extensions.Logging;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>Does in one of its hooks, to one kind of client, what <c>how</c> says, and passes everything else on.</summary>
[Plugin(Description = "Does in a hook what it should not.")]
public sealed class Plugin : IPlugin
{
    private Options _options = new();
    private Misdeeds _misdeeds = null!;

    public string Name => "hostilehooks";

    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        _options = context.Configuration.Bind<Options>();
        _misdeeds = new Misdeeds(context, _options);
        return default;
    }

    public HookWrapper HookWrapper() => Wrapping.Of(_options.Hook.Split(','), _misdeeds.DoAsync);

    public ValueTask UnloadAsync(CancellationToken cancellationToken)
    {
        _misdeeds.Log("unloaded");
        return default;
    }
}

public sealed class Options
{
    public string How { get; set; } = "";

    public string Hook { get; set; } = "";

    public string Who { get; set; } = "victim";
}
