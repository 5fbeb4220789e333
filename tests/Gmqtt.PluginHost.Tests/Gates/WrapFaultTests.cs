using System.Reflection;
using Gmqtt.Hooks;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>A function in a HookWrapper that cannot be used is found when the chain is put together, before a client is.</summary>
public sealed class WrapFaultTests
{
    public static TheoryData<string, bool> HooksAndHow()
    {
        var data = new TheoryData<string, bool>();
        foreach (var hook in AnyHook.Names)
        {
            data.Add(hook, true);
            data.Add(hook, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(HooksAndHow))]
    public async Task A_wrap_function_that_throws_or_returns_null_is_named(string hook, bool throws)
    {
        var property = typeof(HookWrapper).GetProperty(hook)!;
        var broken = typeof(WrapFaultTests).GetMethod(nameof(Broken), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(property.PropertyType.GenericTypeArguments[0]).Invoke(null, [throws]);
        var plugin = new HookWrapper();
        property.SetValue(plugin, broken);
        await using var guarded = await GuardedBroker.StartAsync(plugin);
        var fault = guarded.Gates[0].WrapFault;
        Assert.StartsWith($"the function for {hook} in its HookWrapper threw ", fault, StringComparison.Ordinal);
        if (throws) Assert.EndsWith("a plugin's bug", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_wrong_with_functions_that_can_be_used()
    {
        foreach (var hook in AnyHook.Names)
        {
            await using var guarded = await GuardedBroker.StartAsync(AnyHook.Counting(hook, () => { }));
            Assert.Null(guarded.Gates[0].WrapFault);
        }
    }

    private static Func<T, T> Broken<T>(bool throws)
        where T : class
        => _ => throws ? throw new InvalidOperationException("a plugin's bug") : null!;
}
