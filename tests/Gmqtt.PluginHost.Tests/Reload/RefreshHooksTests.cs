using Gmqtt.Hooks;
using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Hosting;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Reload;

/// <summary>IPluginContext.RefreshHooksAsync: a plugin that wraps a hook only while it needs it.</summary>
public sealed class RefreshHooksTests
{
    [Fact]
    public async Task A_hook_comes_and_goes_without_a_reload()
    {
        var tracer = new Tracer();
        await using var broker = await TestBroker.StartAsync(tracer, options: TestBroker.Defaults);
        var client = await broker.ConnectAsync("c");
        await SendAsync(client);
        Assert.Equal(0, tracer.Seen);
        Assert.Empty(broker.Plugins.List()[0].Hooks);

        tracer.Traces = true;
        await tracer.Context.RefreshHooksAsync();
        await SendAsync(client);
        Assert.Equal(1, tracer.Seen);
        Assert.Equal(("OnMsgArrived", 1L), broker.Plugins.List()[0].Hooks.Select(h => (h.Hook, h.Calls)).Single());

        tracer.Traces = false;
        await tracer.Context.RefreshHooksAsync();
        await SendAsync(client);
        Assert.Equal(1, tracer.Seen);
        Assert.Equal(1, broker.Plugins.List()[0].Generation);
    }

    [Fact]
    public async Task It_may_be_asked_for_from_within_a_hook()
    {
        var tracer = new Tracer { Traces = true, EndsItself = true };
        await using var broker = await TestBroker.StartAsync(tracer, options: TestBroker.Defaults);
        var client = await broker.ConnectAsync("c");
        await SendAsync(client);
        await tracer.Ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await SendAsync(client);
        Assert.Equal(1, tracer.Seen);
    }

    [Fact]
    public async Task Hooks_that_cannot_be_used_change_nothing()
    {
        var tracer = new Tracer { Traces = true };
        await using var broker = await TestBroker.StartAsync(tracer, options: TestBroker.Defaults);
        var client = await broker.ConnectAsync("c");

        foreach (var (bad, expected) in new[] { (Mistake.Throws, "a mistake"), (Mistake.Null, "returned null"), (Mistake.NullHook, "OnMsgArrived") })
        {
            tracer.Mistake = bad;
            var told = await Assert.ThrowsAsync<InvalidOperationException>(() => tracer.Context.RefreshHooksAsync().AsTask());
            Assert.Contains(expected, told.Message, StringComparison.Ordinal);
        }

        // The chain is put together anew for another plugin: with the hooks that were in force.
        await ((PluginSet)broker.Plugins).AddAsync(new Tracer { Name = "other" }, new PluginSettings { Name = "other" });
        await SendAsync(client);
        Assert.Equal(1, tracer.Seen);
        tracer.Mistake = Mistake.None;
        await tracer.Context.RefreshHooksAsync();
        await SendAsync(client);
        Assert.Equal(2, tracer.Seen);
    }

    [Fact]
    public async Task A_version_that_has_gone_has_no_hooks_to_refresh()
    {
        var tracer = new Tracer();
        await using (await TestBroker.StartAsync(tracer, options: TestBroker.Defaults))
        {
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => tracer.Context.RefreshHooksAsync().AsTask());
    }

    private static async Task SendAsync(RawClient client)
    {
        await client.PublishAsync("t", qos: 1, packetId: 1);
        await client.ReadAsync(4);
    }

    private enum Mistake
    {
        None,
        Throws,
        Null,
        NullHook,
    }

    private sealed class Tracer : IPlugin
    {
        private int _seen;

        public string Name { get; init; } = "tracer";

        public IPluginContext Context { get; private set; } = null!;

        public bool Traces { get; set; }

        public bool EndsItself { get; init; }

        public Mistake Mistake { get; set; }

        public TaskCompletionSource Ended { get; } = new();

        public int Seen => Volatile.Read(ref _seen);

        public async ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
        {
            Context = context;
            await context.RefreshHooksAsync(cancellationToken); // nothing to refresh yet, and nothing to wait for
        }

        public HookWrapper HookWrapper() => Mistake switch
        {
            Mistake.Throws => throw new ArgumentException("a mistake"),
            Mistake.Null => null!,
            Mistake.NullHook => new HookWrapper { OnMsgArrived = _ => null! },
            _ => Traces ? Wrapping() : new HookWrapper(),
        };

        private HookWrapper Wrapping() => new()
        {
            OnMsgArrived = next => async (client, request, cancellationToken) =>
            {
                Interlocked.Increment(ref _seen);
                if (EndsItself)
                {
                    Traces = false;
                    await Context.RefreshHooksAsync(cancellationToken);
                    Ended.TrySetResult();
                }

                await next(client, request, cancellationToken);
            },
        };
    }
}
