using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Clients;

public sealed class KickTests
{
    // DISCONNECT: Reason Code 0x98, then a Reason String (0x1F) among the properties.
    private static byte[] Disconnect(string reason) => [0x98, (byte)(reason.Length + 3), 0x1F, 0, (byte)reason.Length, .. System.Text.Encoding.UTF8.GetBytes(reason)];

    [Fact]
    public async Task A_kick_tells_an_MQTT_5_client_why_and_its_session_stays()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        Assert.Empty((await broker.DeleteAsync("v1/clients/c?reason=too%20loud")).AsObject());
        Assert.Equal(Disconnect("too loud"), (await client.ReadAsync(14)).Body);
        await client.EndedAsync();
        Assert.NotNull(broker.Services.ClientService.GetSession("c"));
    }

    [Fact]
    public async Task A_terminated_client_is_told_too_and_its_session_is_gone()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await broker.DeleteAsync("v1/clients/c?clean_session=true");
        Assert.Equal(Disconnect("disconnected by an administrator"), (await client.ReadAsync(14)).Body);
        Assert.Null(broker.Services.ClientService.GetSession("c"));
        Assert.Equal(0, (await broker.GetAsync("v1/clients"))["total_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Who_is_not_there_is_gone_already()
    {
        await using var broker = await Api.StartAsync();
        Assert.Empty((await broker.DeleteAsync("v1/clients/nobody")).AsObject());
        Assert.Empty((await broker.DeleteAsync("v1/clients/nobody?clean_session=true")).AsObject());
    }

    [Fact]
    public async Task Many_are_kicked_at_once()
    {
        await using var broker = await Api.StartAsync();
        var a = await broker.ConnectAsync("a");
        var b = await broker.ConnectAsync("..");
        var answer = await broker.PostAsync("v1/clients/disconnect", """{"client_ids":["a","..","c"],"reason":"maintenance"}""");
        Assert.Equal("""{"done":["a",".."],"not_found":["c"]}""", answer.ToJsonString());
        Assert.Equal(Disconnect("maintenance"), (await a.ReadAsync(14)).Body);
        Assert.Equal(Disconnect("maintenance"), (await b.ReadAsync(14)).Body);
    }

    [Fact]
    public async Task No_more_than_a_thousand_at_once()
    {
        await using var broker = await Api.StartAsync();
        var ids = string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"c{i}\""));
        Assert.Equal("client_ids: 1 to 1000 clients", await broker.RefusalAsync(HttpMethod.Post, "v1/clients/disconnect", $$"""{"client_ids":[{{ids}}]}"""));
        Assert.Equal("client_ids: 1 to 1000 clients", await broker.RefusalAsync(HttpMethod.Post, "v1/clients/disconnect", """{"client_ids":[]}"""));
    }

    [Fact]
    public async Task A_reason_that_no_packet_can_carry_is_refused()
    {
        await using var broker = await Api.StartAsync();
        await broker.ConnectAsync("c");
        var refusal = await broker.RefusalAsync(HttpMethod.Post, "v1/clients/disconnect", $$"""{"client_ids":["c"],"reason":"{{new string('x', 70_000)}}"}""", HttpStatusCode.BadRequest);
        Assert.StartsWith("reason: longer than 65535 bytes", refusal, StringComparison.Ordinal);
    }
}
