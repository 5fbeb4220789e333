using Gmqtt.Hooks;
using Gmqtt.Plugins;
using Microsoft.Extensions.Logging;

namespace Gmqtt.TestPlugins.HostileThreads;

/// <summary>Throws where nobody catches, once for each message to <c>throw/...</c>; the rest of the topic says where.</summary>
public sealed class Plugin : IPlugin
{
    private IPluginContext _context = null!;
    private string _dataDirectory = "";

    public string Name => "hostilethreads";

    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        _context = context;
        _dataDirectory = context.DataDirectory;
        return default;
    }

    public HookWrapper HookWrapper() => new()
    {
        OnMsgArrived = next => (client, request, ct) =>
        {
            if (request.TopicName.StartsWith("throw/", StringComparison.Ordinal)) Throws.On(request.TopicName[6..]);
            return next(client, request, ct);
        },
    };

    public ValueTask UnloadAsync(CancellationToken cancellationToken)
    {
        if (Directory.GetFiles(_dataDirectory).Length > 0) return default; // once is enough

        // Somebody else of the plugin lives on, and tries what it was given.
        var afterwards = new Afterwards(_context, _dataDirectory);
        new Thread(afterwards.Run) { IsBackground = true }.Start();
        return default;
    }
}
