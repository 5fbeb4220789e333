using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Clients;

public sealed class ClientRoutesTests
{
    private static readonly string[] Gmqtts =
    [
        "client_id", "username", "keep_alive", "version", "remote_addr", "local_addr", "connected_at", "disconnected_at", "session_expiry", "max_inflight", "inflight_len", "max_queue",
        "queue_len", "subscriptions_current", "subscriptions_total", "packets_received_bytes", "packets_received_nums", "packets_send_bytes", "packets_send_nums", "message_dropped",
    ];

    [Fact]
    public async Task A_client_has_gmqtts_fields_in_gmqtts_form()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c1", keepAlive: 30);
        await client.SubscribeAsync("a");

        var row = (await broker.GetAsync("v1/clients"))["clients"]![0]!;

        Assert.Equal(Gmqtts, row.Names().Take(Gmqtts.Length));
        Assert.Equal(
            ("c1", "", "30", "5", "127.0.0.1:50000", "2026-01-01T00:00:00Z", "null"),
            (row["client_id"].Text(), row["username"].Text(), row["keep_alive"].Text(), row["version"].Text(), row["remote_addr"].Text(), row["connected_at"].Text(), row["disconnected_at"]?.Text() ?? "null"));
        Assert.Equal(("1", "1", "\"2\""), (row["subscriptions_current"].Text(), row["subscriptions_total"].Text(), row["packets_received_nums"]!.ToJsonString()));
        Assert.Equal("\"0\"", row["message_dropped"]!.ToJsonString());
    }

    [Fact]
    public async Task Sessions_without_a_connection_are_listed_and_those_that_ended_are_not()
    {
        await using var broker = await Api.StartAsync();
        var stays = await broker.ConnectAsync("stays", clean: false, properties: Packet.SessionExpiry(600));
        var ends = await broker.ConnectAsync("ends");
        await stays.DropAsync();
        await ends.DropAsync();

        var list = await broker.GetAsync("v1/clients");

        Assert.Equal(["stays"], list["clients"].Texts("client_id"));
        Assert.Equal(1, list["total_count"]!.GetValue<int>());
        Assert.Equal(("false", "600", "0"), (list["clients"]![0]!["connected"].Text(), list["clients"]![0]!["session_expiry"].Text(), list["clients"]![0]!["version"].Text()));
        Assert.NotNull(list["clients"]![0]!["disconnected_at"]);
    }

    [Fact]
    public async Task Pages_are_read_by_number_or_from_row_to_row()
    {
        await using var broker = await Api.StartAsync();
        foreach (var id in new[] { "e", "b", "d", "a", "c" }) await broker.ConnectAsync(id);

        var first = await broker.GetAsync("v1/clients?page_size=2");
        var second = await broker.GetAsync($"v1/clients?page_size=2&after={first["next"]}");
        var third = await broker.GetAsync($"v1/clients?page_size=2&after={second["next"]}");
        Assert.Equal(["a", "b"], first["clients"].Texts("client_id"));
        Assert.Equal(["c", "d"], second["clients"].Texts("client_id"));
        Assert.Equal(["e"], third["clients"].Texts("client_id"));
        Assert.Null(third["next"]);

        var numbered = await broker.GetAsync("v1/clients?page_size=2&page=2");
        Assert.Equal(["c", "d"], numbered["clients"].Texts("client_id"));
        Assert.Equal(5, numbered["total_count"]!.GetValue<int>());
        Assert.Empty((await broker.GetAsync("v1/clients?page_size=1000&page=2147483647"))["clients"]!.AsArray());
    }

    [Fact]
    public async Task Clients_are_searched()
    {
        await using var broker = await Api.StartAsync();
        var phone = broker.Open(remote: new IPEndPoint(IPAddress.Parse("10.1.2.3"), 40000));
        await phone.SendAsync(Packet.ConnectWith("phone", 5, 0x82, 0, [], Packet.Utf8("alice"))); // user name, clean start
        await phone.ReadAsync(2);
        await broker.ConnectAsync("room-1", version: 4);
        await (await broker.ConnectAsync("room-2", clean: false, properties: Packet.SessionExpiry(600))).DropAsync();
        (string Query, string Found)[] searches =
        [
            ("prefix=room-", "room-1 room-2"),
            ("prefix=room-1", "room-1"),
            ("search=ROOM-2", "room-2"),
            ("search=ali", "phone"),
            ("username=alice", "phone"),
            ("username=ali", ""),
            ("client_id=room-2", "room-2"),
            ("address=10.1.", "phone"),
            ("version=4", "room-1"),
            ("connected=false", "room-2"),
            ("connected=true&prefix=room", "room-1"),
            ("search=", "phone room-1 room-2"),
        ];
        foreach (var (query, found) in searches)
        {
            var list = await broker.GetAsync($"v1/clients?{query}");
            var ids = list["clients"].Texts("client_id").ToList();
            Assert.Equal((query, found), (query, string.Join(' ', ids)));
            Assert.Equal(ids.Count, list["total_count"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task A_search_has_pages_too()
    {
        await using var broker = await Api.StartAsync();
        for (var i = 0; i < 7; i++) await broker.ConnectAsync($"x{i}");
        var first = await broker.GetAsync("v1/clients?search=X&page_size=3");
        var second = await broker.GetAsync($"v1/clients?search=X&page_size=3&after={first["next"]}");
        Assert.Equal(["x3", "x4", "x5"], second["clients"].Texts("client_id"));
        Assert.Equal(7, second["total_count"]!.GetValue<int>());
        Assert.Equal(["x3", "x4", "x5"], (await broker.GetAsync("v1/clients?search=X&page_size=3&page=2"))["clients"].Texts("client_id"));
    }

    [Fact]
    public async Task A_client_is_found_by_its_identifier_whatever_is_in_it()
    {
        await using var broker = await Api.StartAsync();
        (string ClientId, string Path)[] clients =
        [
            ("plain", "plain"),
            ("a/b", "a%2Fb"),
            ("a/b", "a%2fb"),
            ("a%2Fb", "a%252Fb"),
            ("100%", "100%25"),
            ("<img src=x onerror=alert(1)>", "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"),
            ("дверь ☂", "%D0%B4%D0%B2%D0%B5%D1%80%D1%8C%20%E2%98%82"),
        ];
        foreach (var (clientId, path) in clients)
        {
            await broker.ConnectAsync(clientId);
            var answer = await broker.SendAsync(HttpMethod.Get, $"v1/clients/{path}", null, HttpStatusCode.OK);
            Assert.Equal(clientId, answer["client"]!["client_id"].Text());
        }
    }

    [Fact]
    public async Task Who_is_not_there_is_404()
    {
        await using var broker = await Api.StartAsync();
        Assert.Equal("client_id: there is no session of client 'nobody'", await broker.RefusalAsync("v1/clients/nobody", HttpStatusCode.NotFound));
        Assert.Equal("client_id: there is no session of client 'nobody'", await broker.RefusalAsync("v1/clients/nobody/stats", HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Details_tell_what_was_agreed_and_nothing_of_a_will_but_its_size()
    {
        await using var broker = await Api.StartAsync();
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill("c", "will/topic", "secret", 5, clean: true));
        await client.ReadAsync(2);
        var details = (await broker.GetAsync("v1/clients/c"))["details"]!;
        Assert.Equal("""{"topic_name":"will/topic","qos":0,"retained":false,"payload_size":6,"delay_seconds":0}""", details["will"]!.ToJsonString());
        Assert.Equal(2, details["maximum_qos"]!.GetValue<int>());
        Assert.DoesNotContain("secret", details.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counters_of_one_client()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        await client.ReadAsync(4);
        var stats = await broker.GetAsync("v1/clients/c/stats");
        Assert.Equal("c", stats["client_id"].Text());
        Assert.Equal((1, 1), (stats["packets"]!["received"]!["publish"]!.GetValue<int>(), stats["packets"]!["sent"]!["puback"]!.GetValue<int>()));
        Assert.Equal(1, stats["messages"]!["qos1"]!["received_total"]!.GetValue<int>());
        Assert.Contains("not_allowed", stats["messages"]!["qos0"]!["dropped"].Names());
    }
}
