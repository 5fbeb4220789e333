using Gmqtt.Fuzz;

namespace Gmqtt.Protocol.Tests;

public class FuzzTests
{
    [Fact]
    public void Two_million_mutated_packets_cause_no_exception_and_break_no_promise()
    {
        FuzzReport report = new FuzzRun(1, TimeProvider.System).Execute(2_000_000);

        Assert.Null(report.FirstFailure);
        Assert.Equal((0, 0), (report.Exceptions, report.Violations));
        Assert.True(report.Accepted > 100_000, "the mutations are so hard that nothing is accepted");
        Assert.True(report.Refused > 100_000, "the mutations are so soft that nothing is refused");
    }
}
