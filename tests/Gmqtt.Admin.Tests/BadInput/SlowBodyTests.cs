using System.Net.Sockets;
using System.Text;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.BadInput;

public sealed class SlowBodyTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    [Fact]
    public async Task A_body_that_never_comes_is_not_waited_for()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var socket = new TcpClient();
        await socket.ConnectAsync(shared.Broker.Http.BaseAddress!.Host, shared.Broker.Http.BaseAddress.Port, patience.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /v1/publish HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TestBroker.ApiToken}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"),
            patience.Token);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync(patience.Token), StringComparison.Ordinal);
    }
}
