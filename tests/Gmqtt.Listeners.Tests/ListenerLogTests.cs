using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Tests;

public sealed class ListenerLogTests
{
    [Fact]
    public void Event_ids_are_unique_and_between_3000_and_3999()
    {
        var ids = typeof(ListenerSet).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)
            .OfType<int>()
            .ToArray();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id, 3000, 3999));
    }
}
