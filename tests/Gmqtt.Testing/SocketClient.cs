using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Gmqtt.Testing;

/// <summary>As <see cref="RawClient"/> over a real socket: one reader, any number of senders.</summary>
public sealed class SocketClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly SemaphoreSlim _sending = new(1);

    private SocketClient(Socket socket, Stream stream, int version)
    {
        _socket = socket;
        _stream = stream;
        _reader = PipeReader.Create(_stream);
        Version = version;
    }

    /// <summary>The version to parse received packets by.</summary>
    public int Version { get; }

    /// <summary>The port of this end.</summary>
    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Opens a connection; nothing has been sent on it.</summary>
    /// <param name="place">Where the broker listens.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <param name="receiveBuffer">What the system takes in for it, in bytes; null for the system's own choice.</param>
    /// <param name="isTls">Whether to speak TLS; whose certificate it is does not matter.</param>
    /// <returns>The client.</returns>
    public static async Task<SocketClient> OpenAsync(EndPoint place, int version = 5, int? receiveBuffer = null, bool isTls = false)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size) socket.ReceiveBufferSize = size;
        await socket.ConnectAsync(place);
        if (!isTls) return new SocketClient(socket, new NetworkStream(socket), version);
        var secure = new SslStream(new NetworkStream(socket));
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null });
        return new SocketClient(socket, secure, version);
    }

    /// <summary>Opens a connection to this machine and connects; the CONNACK has been read and was a success.</summary>
    /// <param name="port">Where the broker listens.</param>
    /// <param name="clientId">Client Identifier.</param>
    /// <param name="version">3, 4 or 5.</param>
    /// <returns>The client.</returns>
    public static async Task<SocketClient> ConnectAsync(int port, string clientId, int version = 5)
    {
        var client = await OpenAsync(new IPEndPoint(IPAddress.Loopback, port), version);
        await client.SendAsync(Packet.Connect(clientId, version));
        var answer = await client.ReadAsync();
        return answer is { Type: 2, ReasonCode: 0 } ? client : throw new InvalidOperationException($"CONNECT was answered by {answer}");
    }

    /// <summary>Sends bytes in one piece.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <returns>Completes when the system has them.</returns>
    public async Task SendAsync(byte[] bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await _stream.WriteAsync(bytes);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next packet; fails when the broker closes first, or after thirty seconds.</summary>
    /// <returns>The packet.</returns>
    public async Task<ReceivedPacket> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await TryReadAsync(patience.Token) ?? throw new EndOfStreamException("the broker closed the connection; expected a packet");
    }

    /// <summary>The next packet, or null when the broker has closed.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The packet or null.</returns>
    public async Task<ReceivedPacket?> TryReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReadMoreAsync(cancellationToken) is not { } result) return null;
            if (TryCut(result.Buffer, out var packet, out var consumed))
            {
                _reader.AdvanceTo(consumed);
                return packet;
            }

            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted) return null;
        }
    }

    /// <summary>Publishes with QoS 1 and reads the PUBACK; for a client without other traffic.</summary>
    /// <param name="topic">Topic name.</param>
    /// <returns>The PUBACK's reason string; null where it has none.</returns>
    public async Task<string?> AskAsync(string topic)
    {
        await SendAsync(Packet.Publish(topic, [], qos: 1, packetId: 1, version: Version));
        var answer = await ReadAsync();
        return answer.Type == 4 ? Reason(answer) : throw new InvalidOperationException($"expected PUBACK, got {answer}");
    }

    /// <summary>Closes the connection; whoever reads gets null.</summary>
    /// <returns>Completes at once.</returns>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return _stream.DisposeAsync();
    }

    /// <summary>The Reason String (0x1F) of an acknowledgement.</summary>
    /// <param name="ack">PUBACK, PUBREC, SUBACK and the like.</param>
    /// <returns>The text; null where it has none.</returns>
    public static string? Reason(ReceivedPacket ack) => ack.Body.Length > 3 ? ack.Text(0x1F) : null;

    /// <summary>Null when the connection was reset, or this end of it was disposed.</summary>
    private async Task<ReadResult?> ReadMoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private bool TryCut(ReadOnlySequence<byte> buffer, out ReceivedPacket? packet, out SequencePosition consumed)
    {
        packet = null;
        consumed = buffer.Start;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out var first)) return false;
        int length = 0, shift = 0;
        byte b;
        do
        {
            if (!reader.TryRead(out b)) return false;
            length |= (b & 0x7F) << shift;
            shift += 7;
        }
        while ((b & 0x80) != 0);
        if (reader.Remaining < length) return false;
        packet = new ReceivedPacket(first, reader.UnreadSequence.Slice(0, length).ToArray(), Version);
        consumed = buffer.GetPosition(length, reader.Position);
        return true;
    }
}
