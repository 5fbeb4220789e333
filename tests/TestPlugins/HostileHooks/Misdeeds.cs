using Gmqtt.Plugins;
using Microsoft.Extensions.Logging;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>What <c>how</c> can say.</summary>
internal sealed class Misdeeds(IPluginContext context, Options options)
{
    private readonly Memories _memories = new(context);
    private readonly Reentrancy _reentrancy = new(context);

    internal void Log(string text) => context.Logger.LogInformation("hostile: {Text}", text);

    internal ValueTask DoAsync(Call call)
    {
        if (options.How == "context") Log($"{call.Hook} {call.ClientId} finds {Surroundings.Describe()}");
        if (!call.ClientId.StartsWith(options.Who, StringComparison.Ordinal)) return call.Next();
        Log($"{options.How} in {call.Hook}");
        switch (options.How)
        {
            case "throw":
                throw new InvalidOperationException("a hostile plugin");
            case "throw_late":
                return ThrowLateAsync();
            case "throw_unspeakable":
                throw new Unspeakable();
            case "throw_cancelled":
                throw new OperationCanceledException();
            case "never":
                return new ValueTask(new TaskCompletionSource().Task);
            case "block":
                context.Stopping.WaitHandle.WaitOne();
                return call.Next();
            case "sleep":
                context.Stopping.WaitHandle.WaitOne(TimeSpan.FromSeconds(5));
                return call.Next();
            case "spin":
                while (!context.Stopping.IsCancellationRequested) Thread.SpinWait(50);
                return call.Next();
            case "sync_over_async":
                SyncOverAsync(call);
                return default;
            case "nothing":
                return default;
            case "bad_task":
                return new ValueTask(new BadSource(), 0);
            case "context":
                Surroundings.Spoil();
                return call.Next();
            default:
                return options.How == "answer" ? Nonsense.AnswerAsync(call.ClientId.Split('.', '-')[1], call, context)
                    : _memories.Do(options.How, call) ?? _reentrancy.Do(options.How, call) ?? throw new NotSupportedException(options.How);
        }
    }

    private static async ValueTask ThrowLateAsync()
    {
        await Task.Yield();
        throw new InvalidOperationException("a hostile plugin, late");
    }

    private static void SyncOverAsync(Call call)
    {
        Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++) await Task.Yield();
        }).Wait();
        call.Next().AsTask().Wait();
    }
}
