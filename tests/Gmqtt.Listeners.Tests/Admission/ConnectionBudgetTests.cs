using Gmqtt.Listeners.Admission;

namespace Gmqtt.Listeners.Tests.Admission;

/// <summary>The last descriptors of the process are not for connections, whoever has opened the others; a few connections there are in any case.</summary>
public sealed class ConnectionBudgetTests
{
    [Fact]
    public void A_connection_beyond_the_first_few_does_not_get_one_of_the_last_descriptors()
    {
        const int Few = 16, Descriptor = 100;
        var all = new ConnectionBudget(1000, reserve: int.MaxValue);
        Assert.All(Enumerable.Range(0, Few), _ => Assert.Equal(Verdict.Welcome, all.TryTake(Descriptor)));
        Assert.Equal(OperatingSystem.IsLinux() ? Verdict.NoDescriptors : Verdict.Welcome, all.TryTake(Descriptor));
        var none = new ConnectionBudget(1000, reserve: 0);
        Assert.All(Enumerable.Range(0, Few * 2), _ => Assert.Equal(Verdict.Welcome, none.TryTake(Descriptor)));
    }
}
