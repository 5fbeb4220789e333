using System.Net.Security;
using System.Net.Sockets;
using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Tests.WebSockets;

namespace Gmqtt.Listeners.Tests;

/// <summary>What TLS and WebSocket hold counts against the memory that clients together may have.</summary>
public sealed class HeldBytesTests
{
    [Fact]
    public async Task Tls_and_websocket_say_what_they_hold()
    {
        using var authority = new TestAuthority().WithServer();
        var arrived = new TaskCompletionSource<int>();
        await using var plain = await Listening.StartAsync(TransportKind.Auto, TakeAsync);
        using (var socket = await plain.ConnectAsync())
        {
            await socket.SendAsync(new byte[] { 0x10 });
            Assert.Equal(0, await NextAsync());
        }

        using (await RawWebSocket.ConnectAsync(plain)) Assert.InRange(await NextAsync(), 4 * 1024, 16 * 1024);
        await using var secure = await Listening.StartAsync(TransportKind.Auto, TakeAsync, Listening.Loopback with { Tls = authority.Options });
        await using var client = new SslStream(new NetworkStream(await secure.ConnectAsync(), ownsSocket: true));
        await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, c, _, _) => c is not null });
        await client.WriteAsync(new byte[] { 0x10 });
        Assert.InRange(await NextAsync(), 32 * 1024, 64 * 1024);

        Task TakeAsync(ITransport transport)
        {
            arrived.SetResult(transport.HeldBytes);
            return Task.CompletedTask;
        }

        async Task<int> NextAsync()
        {
            var held = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
            arrived = new TaskCompletionSource<int>();
            return held;
        }
    }
}
