using System.Net.Sockets;
using Gmqtt.PluginHost.Api;
using Microsoft.AspNetCore.Builder;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>Where the API may listen.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8083", "127.0.0.1:8083", true)]
    [InlineData("localhost:0", "127.0.0.1:0", true)]
    [InlineData("[::1]:8083", "[::1]:8083", true)]
    [InlineData("10.0.0.1:8083", "10.0.0.1:8083", false)]
    [InlineData(":8083", "[::]:8083", false)]
    [InlineData("unix:/run/gmqtt.sock", "/run/gmqtt.sock", true)]
    public void An_address_is_read(string text, string endPoint, bool isLocal)
    {
        var (address, problem) = ApiAddress.Parse(text);
        Assert.Null(problem);
        Assert.Equal(endPoint, address!.EndPoint.ToString());
        Assert.Equal(isLocal, address.IsLocal);
    }

    [Theory]
    [InlineData("8083")]
    [InlineData("::1:8083")]
    [InlineData("example.com:8083")]
    [InlineData("127.0.0.1:70000")]
    [InlineData("unix:")]
    public void What_is_no_address_is_told_in_a_sentence(string text)
    {
        var problem = ApiServer.Check(new ApiServerOptions { Http = [new(text)] });
        Assert.StartsWith($"the API address '{text}' is none: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unix_socket_is_served_even_where_a_killed_process_left_its_file()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("gmqtt-api").FullName, "s");
        var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        left.Bind(new UnixDomainSocketEndPoint(path));
        // A closed socket would take its file along; one that is only moved away and back keeps it.
        File.Move(path, path + ".kept");
        left.Dispose();
        File.Move(path + ".kept", path);

        await using var api = new ApiUnderTest(new ApiServerOptions { Http = [new("unix:" + path)] });
        await using var branch = await api.BranchAsync("a", "/a", routes => routes.MapGet("/a", () => "a"));
        await api.ApplyAsync(branch);

        using var client = ApiUnderTest.Identified(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        Assert.Equal("a", await client.GetStringAsync(new Uri("http://localhost/a")));
    }
}
