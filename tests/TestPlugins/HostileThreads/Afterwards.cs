using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Plugins;
using Gmqtt.Services;

namespace Gmqtt.TestPlugins.HostileThreads;

/// <summary>Calls every service until it is refused, and writes down how.</summary>
internal sealed class Afterwards(IPluginContext context, string directory)
{
    private readonly IServer _server = context.Server;
    private readonly List<string> _outcomes = [];

    internal void Run()
    {
        // The first one tells when everything was taken back.
        while (Try("info", () => _ = _server.Info) == "went through") Thread.Sleep(1);
        var message = new Message { TopicName = "t" };
        Try("config", () => _ = _server.Config);
        Try("publish", () => _server.Publisher.PublishAsync(message).AsTask().Wait());
        Try("stats", () => _server.StatsManager.GetGlobalStats());
        Try("client stats", () => _server.StatsManager.GetClientStats("c"));
        Try("sessions", () => _ = _server.ClientService.Sessions().Count());
        Try("session", () => _server.ClientService.GetSession("c"));
        Try("client", () => _server.ClientService.GetClient("c"));
        Try("clients", () => _ = _server.ClientService.Clients().Count());
        Try("disconnect", () => _server.ClientService.Disconnect("c", ReasonCode.AdministrativeAction, null));
        Try("terminate", () => _server.ClientService.TerminateSessionAsync("c").AsTask().Wait());
        Try("subscribe", () => _server.SubscriptionService.SubscribeAsync("c", [new Subscription { TopicFilter = "t" }]).AsTask().Wait());
        Try("unsubscribe", () => _server.SubscriptionService.UnsubscribeAsync("c", ["t"]).AsTask().Wait());
        Try("unsubscribe all", () => _server.SubscriptionService.UnsubscribeAllAsync("c").AsTask().Wait());
        Try("find", () => _ = _server.SubscriptionService.Find(new SubscriptionQuery()).Count());
        Try("subscription stats", () => _server.SubscriptionService.GetStats());
        Try("retained", () => _server.RetainedService.Get("t"));
        Try("retained count", () => _ = _server.RetainedService.Count);
        Try("match", () => _ = _server.RetainedService.Match("#").Count());
        Try("set", () => _server.RetainedService.SetAsync(message).AsTask().Wait());
        Try("remove", () => _server.RetainedService.RemoveAsync("t").AsTask().Wait());
        Try("clear", () => _server.RetainedService.ClearAsync().AsTask().Wait());
        Try("run", () => context.Run("late", _ => Task.CompletedTask));
        Try("every", () => context.Every("late", TimeSpan.FromSeconds(1), _ => default));
        var file = Path.Combine(directory, "afterwards");
        File.WriteAllLines(file + ".part", _outcomes);
        File.Move(file + ".part", file, overwrite: true);
    }

    private string Try(string name, Action call)
    {
        var outcome = "went through";
        try
        {
            call();
        }
        catch (AggregateException exception)
        {
            outcome = exception.InnerException!.GetType().Name;
        }
        catch (Exception exception)
        {
            outcome = exception.GetType().Name;
        }

        if (outcome != "went through" || name != "info") _outcomes.Add($"{name}: {outcome}");
        return outcome;
    }
}
