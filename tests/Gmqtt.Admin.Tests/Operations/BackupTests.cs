using System.Net;
using System.Net.Http.Json;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Operations;

public sealed class BackupTests
{
    [Fact]
    public async Task Without_a_durable_store_it_says_how_to_have_one_and_the_audit_log_knows_who_asked()
    {
        await using var broker = await Api.StartAsync();
        Assert.Equal(
            ": the state is in memory alone: there is nothing to back up; persistence.type = \"disk\" stores it", await broker.RefusalAsync(HttpMethod.Post, "v1/backup", "{}", HttpStatusCode.Conflict));
        var entry = (await broker.GetAsync("v1/audit?page_size=1"))["entries"]![0];
        Assert.Equal(("backup", "20260101-000000", "refused", "test"), (entry!["action"].Text(), entry["target"].Text(), entry["result"].Text(), entry["who"].Text()));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("/tmp/x")]
    [InlineData("caf\u00e9")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public async Task A_name_is_no_path(string name)
    {
        await using var broker = await Api.StartAsync();
        Assert.StartsWith("name: 1 to 64 letters", await broker.RefusalAsync(HttpMethod.Post, "v1/backup", $$"""{"name":"{{name}}"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_look_may_not_make_one()
    {
        await using var broker = await Api.StartAsync();
        using var viewer = broker.Caller(TestBroker.ViewerApiToken);
        using var answer = await viewer.PostAsync("v1/backup", JsonContent.Create(new { }));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
