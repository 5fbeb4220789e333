using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Gmqtt.PluginHost.Configuration;

namespace Gmqtt.PluginHost.Tests.Configuration;

/// <summary>A plugin's options come from its own load context, which must be able to go.</summary>
public sealed class LoadContextTests
{
    private const string Good = """
        text = "a"
        int = "1KiB"
        hash = "b_crypt"
        enumerable = ["plain"]
        set = ["a"]
        map_of_rules = { one = { topic = "a" } }
        rule = { topic = "a", max_qos = 1 }
        [[plugins.x.rules]]
        topic = "b"
        """;

    [Theory]
    [InlineData(nameof(ManyOptions), Good, null)]
    [InlineData(nameof(ManyOptions), "hash = \"none\"\nrule = {}\naddress = \"a\"", "missing; write a string")]
    [InlineData(nameof(ValidatedOptions), "limits.least = 7", "most is 5")]
    [InlineData(nameof(OpinionatedOptions), "even = 3", "3 is odd")]
    [InlineData(nameof(UnmakeableOptions), "", "no licence")]
    public void Nothing_of_the_plugin_is_kept_when_its_options_were_bound(string type, string toml, string? problem)
    {
        var configuration = Some.Table(toml).Configuration();
        var context = BindInAContextOfItsOwn(configuration, type, problem);

        // A thread that compiles in the background may hold a method of it for a moment.
        for (var i = 0; i < 300 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(context.IsAlive);
        GC.KeepAlive(configuration);
    }

    /// <summary>This very assembly, loaded a second time, is the plugin.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference BindInAContextOfItsOwn(PluginConfiguration configuration, string typeName, string? problem)
    {
        var context = new AssemblyLoadContext("plugin", isCollectible: true);
        var type = context.LoadFromAssemblyPath(typeof(ManyOptions).Assembly.Location).GetType($"{typeof(ManyOptions).Namespace}.{typeName}")!;
        Assert.NotEqual(typeof(ManyOptions).Assembly, type.Assembly);
        var bind = typeof(PluginConfiguration).GetMethod(nameof(PluginConfiguration.Bind))!.MakeGenericMethod(type);

        // Several times, because reflection compiles what it calls often, and what is compiled is cached somewhere.
        for (var i = 0; i < 10; i++)
        {
            Bind(configuration, bind, problem);
        }

        context.Unload();
        return new WeakReference(context, trackResurrection: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Bind(PluginConfiguration configuration, MethodInfo bind, string? problem)
    {
        try
        {
            Assert.NotNull(bind.Invoke(configuration, null));
            Assert.Null(problem);
        }
        catch (TargetInvocationException e)
        {
            Assert.Contains(problem ?? "nothing", e.InnerException!.Message, StringComparison.Ordinal);
        }
    }
}
