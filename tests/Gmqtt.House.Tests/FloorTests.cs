using System.Reflection;

namespace Gmqtt.House.Tests;

/// <summary>Each floor uses only what is below it.</summary>
public sealed class FloorTests
{
    [Theory]
    [InlineData("Gmqtt.Abstractions", "")]
    [InlineData("Gmqtt.Protocol", "Gmqtt.Abstractions")]
    [InlineData("Gmqtt.Broker", "Gmqtt.Abstractions Gmqtt.Protocol")]
    [InlineData("Gmqtt.Listeners", "Gmqtt.Abstractions Gmqtt.Protocol Gmqtt.Broker")]
    [InlineData("Gmqtt.Configuration", "")]
    [InlineData("Gmqtt.PluginHost", "Gmqtt.Abstractions Gmqtt.Protocol Gmqtt.Broker Gmqtt.Configuration")]
    public void A_floor_only_looks_down(string floor, string below)
    {
        var uses = Assembly.Load(floor).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("Gmqtt", StringComparison.Ordinal));
        Assert.Empty(uses.Except(below.Split(' ')));
    }

    [Fact]
    public void The_abstractions_need_nothing_but_the_framework()
    {
        var framework = new[] { "System", "Microsoft.AspNetCore", "Microsoft.Extensions", "netstandard" };
        var foreign = Assembly.Load("Gmqtt.Abstractions").GetReferencedAssemblies().Select(a => a.Name!)
            .Where(n => !framework.Any(f => n.StartsWith(f, StringComparison.Ordinal)));
        Assert.Empty(foreign);
    }

    [Fact]
    public void The_protocol_knows_no_io_no_threads_and_no_clock()
    {
        foreach (var file in Repository.Sources("host/Gmqtt.Protocol"))
        {
            var text = File.ReadAllText(file);
            foreach (var forbidden in new[] { "System.IO.Pipelines", "System.Net", "System.Threading", "TimeProvider", "Task<", "DateTime" })
                Assert.False(text.Contains(forbidden, StringComparison.Ordinal), $"{Repository.Relative(file)} uses {forbidden}");
        }
    }
}
