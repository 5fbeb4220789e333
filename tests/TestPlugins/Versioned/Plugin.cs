using System.Globalization;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.TestPlugins.Versioned;

/// <summary>
/// Says which version it is, to whoever publishes to <c>ask/name</c> with QoS 1 (the reason string of the PUBACK) and over HTTP. Tests write another name, version and conduct into the
/// bytes of the dll, so that there are many different ones without a compiler.
/// </summary>
public sealed class Plugin : IPlugin
{
    /// <summary>Name, version, conduct; each keeps its length.</summary>
    private const string Text = "versioned-text|versioned|0001|good      |";

    private static readonly string[] Parts = Text.Split('|', StringSplitOptions.TrimEntries);

    private IPluginContext _context = null!;
    private int _ticks;

    public string Name => Conduct == "misnamed" ? "somebody-else" : Parts[1];

    private static string Version => Parts[2];

    private static string Conduct => Parts[3];

    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        _context = context;
        if (Conduct == "throws") throw new InvalidOperationException($"version {Version} does not want to");
        var options = context.Configuration.Bind<Options>();
        var said = $"{Version} {options.Greeting}";
        Answer = said;
        Routes(said);
        Work();
        return default;
    }

    private string Answer { get; set; } = "";

    public HookWrapper HookWrapper() => new()
    {
        OnMsgArrived = next => async (client, request, cancellationToken) =>
        {
            await DecideAsync(next, client, request, cancellationToken);
        },
        OnStop = next => async cancellationToken =>
        {
            Note("OnStop");
            await next(cancellationToken);
        },
    };

    public async ValueTask UnloadAsync(CancellationToken cancellationToken)
    {
        Note($"UnloadAsync stopping={_context.Stopping.IsCancellationRequested}");
        if (Conduct == "hangs") await Task.Delay(Timeout.Infinite, CancellationToken.None);
    }

    private async ValueTask DecideAsync(OnMsgArrived next, IClient client, MsgArrivedRequest request, CancellationToken cancellationToken)
    {
        var topic = request.TopicName;
        if (topic == $"ask/{Name}")
        {
            request.Reject(ReasonCode.NotAuthorized, Answer);
        }
        else if (topic == $"slow/{Name}")
        {
            // Not by its token: only the deadline ends it.
            await Task.Delay(Timeout.InfiniteTimeSpan, _context.TimeProvider, _context.Stopping);
        }
        else if (topic.StartsWith($"do/{Name}/", StringComparison.Ordinal))
        {
            request.Reject(ReasonCode.NotAuthorized, await DoAsync(topic.Split('/'), cancellationToken) ?? "done");
        }
        else
        {
            await next(client, request, cancellationToken);
            if (topic == "chain") request.Reject(ReasonCode.NotAuthorized, $"{Name} {request.Rejection?.ReasonString}".Trim());
        }
    }

    /// <summary><c>do/name/what/to-whom</c></summary>
    private async ValueTask<string?> DoAsync(string[] words, CancellationToken cancellationToken) => words[2] switch
    {
        "list" => string.Join(' ', _context.Plugins.List().Select(p => $"{p.Name}={p.State}/{p.Generation}")),
        "reload" => await _context.Plugins.ReloadAsync(words[3], cancellationToken),
        "disable" => await _context.Plugins.SetEnabledAsync(words[3], enabled: false, cancellationToken),
        "enable" => await _context.Plugins.SetEnabledAsync(words[3], enabled: true, cancellationToken),
        "data" => _context.DataDirectory,
        "value" => string.Join(' ', _context.Server.ConfigurationValues.Where(v => v.Key == words[3]).Select(v => $"{v.Value} {v.IsRestartPending}")),
        "health" => $"{_context.Server.Health.State} {string.Join(' ', _context.Server.Listeners.Select(l => $"{string.Join(',', l.Protocols)}={l.Connections}"))}",
        _ => "what?",
    };

    private void Routes(string said)
    {
        var prefix = $"/{Name}";
        _context.Api.Map([prefix], routes =>
        {
            routes.MapGet($"{prefix}", () => said);
            routes.MapPost($"{prefix}/turn", (Turned body) => new Turned(said, body.Number + 1));
            if (Conduct == "badroute") routes.MapGet("/elsewhere", () => "never");
        });
    }

    private void Work()
    {
        _context.Meter.CreateObservableGauge("version", () => int.Parse(Version, CultureInfo.InvariantCulture));
        _context.Run("waits", async stopping =>
        {
            var stopped = new TaskCompletionSource();
            await using (stopping.Register(stopped.SetResult)) await stopped.Task;
            Note("Run ended");
        });
        _context.Every("ticks", TimeSpan.FromMilliseconds(20), _ =>
        {
            if (Interlocked.Increment(ref _ticks) == 1) Note("Every ticked");
            return default;
        });
    }

    private void Note(string what) => _context.Logger.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, $"{Version} {what}", null, static (text, _) => text);

    /// <summary>Its table.</summary>
    public sealed class Options
    {
        public string Greeting { get; set; } = "hello";

        public int Number { get; set; }
    }

    /// <summary>What it takes and gives as JSON.</summary>
    public sealed record Turned(string Said, int Number);
}
