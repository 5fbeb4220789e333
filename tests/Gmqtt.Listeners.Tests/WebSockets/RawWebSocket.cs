using System.Net.Sockets;
using System.Text;

namespace Gmqtt.Listeners.Tests.WebSockets;

/// <summary>A WebSocket client that can be as wrong as a test wants.</summary>
internal sealed class RawWebSocket(Socket socket) : IDisposable
{
    public const int Binary = 0x2;
    public const int Text = 0x1;
    public const int Continuation = 0x0;
    public const int Close = 0x8;
    public const int Ping = 0x9;
    public const int Pong = 0xA;

    public Socket Socket { get; } = socket;

    public static string Request(string path = "/mqtt", string? protocol = "mqtt", string? origin = null, string? more = null) =>
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:1883\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        + (protocol is null ? string.Empty : $"Sec-WebSocket-Protocol: {protocol}\r\n")
        + (origin is null ? string.Empty : $"Origin: {origin}\r\n")
        + more + "\r\n";

    public static async Task<RawWebSocket> ConnectAsync(Listening listening)
    {
        var client = new RawWebSocket(await listening.ConnectAsync());
        var head = await client.ExchangeAsync(Request());
        Assert.StartsWith("HTTP/1.1 101 ", head);
        return client;
    }

    /// <summary>Sends a request and gives the head of the answer.</summary>
    public async Task<string> ExchangeAsync(string request)
    {
        await Socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return await ReadHeadAsync();
    }

    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (head.ToString() is var text && !text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await Socket.ReceiveExactlyAsync(1))[0]);
        }

        return head.ToString();
    }

    /// <summary>One masked frame.</summary>
    public Task SendAsync(int opcode, ReadOnlySpan<byte> payload, bool final = true) => SendRawAsync(Frame(opcode, payload, final));

    public async Task SendRawAsync(byte[] bytes) => await Socket.SendAsync(bytes);

    public static byte[] Frame(int opcode, ReadOnlySpan<byte> payload, bool final = true)
    {
        byte[] mask = [1, 2, 3, 4];
        byte[] length = payload.Length < 126
            ? [(byte)(0x80 | payload.Length)]
            : payload.Length < 65536
                ? [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length]
                : [0x80 | 127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length];
        var masked = payload.ToArray();
        for (var i = 0; i < masked.Length; i++)
        {
            masked[i] ^= mask[i % 4];
        }

        return [(byte)((final ? 0x80 : 0) | opcode), .. length, .. mask, .. masked];
    }

    /// <summary>One frame of the server, which masks nothing.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReceiveAsync()
    {
        var head = await Socket.ReceiveExactlyAsync(2);
        Assert.Equal(0x80, head[0] & 0xF0);
        long length = head[1];
        if (length >= 126)
        {
            var extended = await Socket.ReceiveExactlyAsync(length == 126 ? 2 : 8);
            length = extended.Aggregate(0L, (value, next) => (value << 8) | next);
        }

        return (head[0] & 0x0F, await Socket.ReceiveExactlyAsync((int)length));
    }

    /// <summary>Binary content until this much has come, whatever the frames.</summary>
    public async Task<byte[]> ReceiveContentAsync(int count)
    {
        var content = new List<byte>();
        while (content.Count < count)
        {
            var (opcode, payload) = await ReceiveAsync();
            Assert.Equal(Binary, opcode);
            content.AddRange(payload);
        }

        return [.. content];
    }

    /// <summary>The status of the Close frame that comes next.</summary>
    public async Task<int> ReceiveCloseAsync()
    {
        var (opcode, payload) = await ReceiveAsync();
        Assert.Equal(Close, opcode);
        return payload.Length < 2 ? 0 : (payload[0] << 8) | payload[1];
    }

    public void Dispose() => Socket.Dispose();
}
