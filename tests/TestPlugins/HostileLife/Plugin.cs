using Gmqtt.Hooks;
using Gmqtt.Plugins;
using Microsoft.Extensions.Logging;

namespace Gmqtt.TestPlugins.HostileLife;

/// <summary>Fails where the file how.txt beside its dll says; a constructor has no configuration.</summary>
public sealed class Plugin : IPlugin
{
    private readonly string _how = How();
    private ILogger _log = null!;

    public Plugin() => Misbehave("constructor");

    public string Name
    {
        get
        {
            Misbehave("name");
            return _how == "name_wrong" ? "somebody-else" : "hostilelife";
        }
    }

    public async ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        _log = context.Logger;
        Misbehave("load");
        await Task.Yield();
        Misbehave("load_late");
        if (_how == "load_never") await new TaskCompletionSource().Task;
        if (_how == "leak_static") Leaks.Hold();
        if (_how == "leak_thread") Leaks.Run();
        context.Run("background", _ => _how == "background" ? throw new InvalidOperationException("in the background") : Task.CompletedTask);
    }

    public HookWrapper HookWrapper()
    {
        Misbehave("wrapper");
        if (_how == "wrapper_null") return null!;
        return new HookWrapper
        {
            OnMsgArrived = next =>
            {
                Misbehave("outer");
                if (_how == "outer_null") return null!;
                return (client, request, ct) =>
                {
                    if (client.ClientId == "victim") _log.LogInformation("life: {How} saw {Topic}", _how, request.TopicName);
                    return next(client, request, ct);
                };
            },
        };
    }

    public async ValueTask UnloadAsync(CancellationToken cancellationToken)
    {
        _log.LogInformation("life: {How} unloads", _how);
        Misbehave("unload");
        await Task.Yield();
        Misbehave("unload_late");
        if (_how == "unload_never") await new TaskCompletionSource().Task;
    }

    private static string How()
    {
        var file = Path.Combine(Path.GetDirectoryName(typeof(Plugin).Assembly.Location)!, "how.txt");
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }

    /// <summary>Throws, or with the word <c>_stuck</c> at the end does not come back before it is told to stop, or a minute.</summary>
    private void Misbehave(string place)
    {
        if (_how == place) throw new InvalidOperationException($"fails in {place}");
        if (_how == place + "_unspeakable") throw new Unspeakable();
        if (_how == place + "_stuck") Stuck.WaitHandle.WaitOne(TimeSpan.FromSeconds(8));
    }

    private static readonly CancellationToken Stuck = new CancellationTokenSource().Token;

    private sealed class Unspeakable : Exception
    {
        public override string Message => throw new InvalidOperationException("the message throws");

        public override string ToString() => throw new InvalidOperationException("ToString throws");
    }
}
