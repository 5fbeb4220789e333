using System.Net;

namespace Gmqtt.Admin.Tests.BadInput;

public sealed class PathTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    [Theory]
    [InlineData("dashboard/%2e%2e/admin.dll")]
    [InlineData("dashboard/..%2f..%2fadmin.dll")]
    [InlineData("dashboard/..%5c..%5cadmin.dll")]
    [InlineData("dashboard/%252e%252e/admin.dll")]
    [InlineData("dashboard//etc/host.conf")]
    [InlineData("dashboard/index.html%00.png")]
    public async Task A_path_leads_to_no_other_file(string path)
    {
        var broker = shared.Broker;
        using var answer = await broker.Http.GetAsync(new Uri(broker.Http.BaseAddress + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, $"{answer.StatusCode}");
    }
}
