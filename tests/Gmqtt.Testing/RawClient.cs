using System.Buffers;
using System.IO.Pipelines;

namespace Gmqtt.Testing;

/// <summary>A client that sends the bytes it is told and shows the packets it gets: it knows no rules and so can break any.</summary>
public sealed class RawClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TestBroker _broker;
    private readonly MemoryTransport _transport;
    private readonly Task _run;

    internal RawClient(TestBroker broker, MemoryTransport transport, Task run)
    {
        _broker = broker;
        _transport = transport;
        _run = run;
    }

    /// <summary>The version to parse received packets by.</summary>
    public int Version { get; set; } = 5;

    /// <summary>The CONNACK, when <see cref="TestBroker.ConnectAsync"/> made the client.</summary>
    public ReceivedPacket ConnAck { get; internal set; } = null!;

    /// <summary>Sends bytes in one piece.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <returns>Completes when the broker has them; what it does synchronously is done then.</returns>
    public async Task SendAsync(params byte[] bytes) => await _transport.ClientOutput.WriteAsync(bytes);

    /// <summary>Sends bytes written in hexadecimal; blanks are ignored.</summary>
    /// <param name="hex">Such as <c>"C0 00"</c>.</param>
    /// <returns>As <see cref="SendAsync"/>.</returns>
    public Task SendHexAsync(string hex) => SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    /// <summary>The next packet; fails when the broker closes first, or after ten seconds.</summary>
    /// <returns>The packet.</returns>
    public async Task<ReceivedPacket> ReadAsync()
        => await TryReadAsync() ?? throw new EndOfStreamException("the broker closed the connection; expected a packet");

    /// <summary>The next packet, which must be of a type.</summary>
    /// <param name="type">Packet type, 1 to 15.</param>
    /// <returns>The packet.</returns>
    public async Task<ReceivedPacket> ReadAsync(int type)
    {
        var packet = await ReadAsync();
        return packet.Type == type ? packet : throw new InvalidOperationException($"expected packet type {type}, got {packet}");
    }

    /// <summary>The next packet, or null when the broker has closed.</summary>
    /// <returns>The packet or null.</returns>
    public async Task<ReceivedPacket?> TryReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _transport.ClientInput.ReadAsync(patience.Token);
            }
            catch (InvalidOperationException)
            {
                return null; // the broker has cut the connection
            }

            if (result.IsCanceled) return null;
            if (TryCut(result.Buffer, out var packet, out var consumed))
            {
                _transport.ClientInput.AdvanceTo(consumed);
                return packet;
            }

            _transport.ClientInput.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted) return null;
        }
    }

    /// <summary>The next bytes must be exactly these.</summary>
    /// <param name="expected">The expected bytes.</param>
    /// <returns>Completes when they came.</returns>
    public async Task ExpectAsync(params byte[] expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        var result = await _transport.ClientInput.ReadAtLeastAsync(expected.Length, patience.Token);
        var got = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, expected.Length)).ToArray();
        _transport.ClientInput.AdvanceTo(result.Buffer.GetPosition(got.Length));
        if (!got.AsSpan().SequenceEqual(expected))
            throw new InvalidOperationException($"expected {Convert.ToHexString(expected)}, got {Convert.ToHexString(got)}");
    }

    /// <summary>Nothing is on its way to this client: the answer to a PINGREQ is the next packet.</summary>
    /// <returns>Completes when it came.</returns>
    public async Task ExpectNothingAsync()
    {
        await SendAsync(0xC0, 0x00);
        await ExpectAsync(0xD0, 0x00);
    }

    /// <summary>The broker closes without another packet.</summary>
    /// <returns>Completes when it has.</returns>
    public async Task ExpectClosedAsync()
    {
        if (await TryReadAsync() is { } packet) throw new InvalidOperationException($"expected the end, got {packet}");
        // As a real client does, and the broker need not linger for it.
        await _transport.ClientOutput.CompleteAsync();
    }

    /// <summary>An MQTT 5.0 client gets DISCONNECT with this code and the end; a 3.x client the end alone.</summary>
    /// <param name="code">The reason code.</param>
    /// <returns>Completes when it has.</returns>
    public async Task ExpectDisconnectAsync(byte code)
    {
        if (Version == 5)
        {
            var packet = await ReadAsync(14);
            if (packet.Body[0] != code) throw new InvalidOperationException($"expected DISCONNECT 0x{code:X2}, got {packet}");
        }

        await ExpectClosedAsync();
    }

    /// <summary>Subscribes and reads the SUBACK.</summary>
    /// <param name="filter">Filter.</param>
    /// <param name="options">Options byte: QoS and, in MQTT 5.0, the rest.</param>
    /// <param name="packetId">Packet Identifier.</param>
    /// <param name="properties">SUBSCRIBE properties, as bytes.</param>
    /// <returns>The SUBACK.</returns>
    public async Task<ReceivedPacket> SubscribeAsync(string filter, int options = 0, int packetId = 1, byte[]? properties = null)
    {
        await SendAsync(Packet.Subscribe(packetId, Version, properties ?? [], (filter, options)));
        return await ReadAsync(9);
    }

    /// <summary>Publishes; does not read an acknowledgement.</summary>
    /// <param name="topic">Topic name.</param>
    /// <param name="payload">Payload as text.</param>
    /// <param name="qos">QoS.</param>
    /// <param name="packetId">Packet Identifier, for QoS 1 and 2.</param>
    /// <param name="retain">RETAIN.</param>
    /// <param name="dup">DUP.</param>
    /// <param name="properties">PUBLISH properties, as bytes.</param>
    /// <returns>As <see cref="SendAsync"/>.</returns>
    public Task PublishAsync(string topic, string payload = "", int qos = 0, int packetId = 0, bool retain = false, bool dup = false, byte[]? properties = null)
        => SendAsync(Packet.Publish(topic, System.Text.Encoding.UTF8.GetBytes(payload), qos, packetId, retain, dup, Version, properties ?? []));

    /// <summary>Cuts the connection as a network failure does.</summary>
    /// <returns>Completes when the broker has let go of the connection.</returns>
    public async Task DropAsync()
    {
        await _transport.ClientOutput.CompleteAsync();
        await EndedAsync();
    }

    /// <summary>Cuts both directions at once, as a reset does: what is being written to the client fails.</summary>
    /// <returns>Completes when the broker has let go of the connection.</returns>
    public async Task CutAsync()
    {
        _transport.Abort();
        await EndedAsync();
    }

    /// <summary>Sends DISCONNECT and closes.</summary>
    /// <param name="code">Reason code, MQTT 5.0 only.</param>
    /// <param name="properties">DISCONNECT properties, as bytes.</param>
    /// <returns>Completes when the broker has let go of the connection.</returns>
    public async Task DisconnectAsync(byte code = 0, byte[]? properties = null)
    {
        await SendAsync(Packet.Disconnect(Version, code, properties));
        await _transport.ClientOutput.CompleteAsync();
        await EndedAsync();
    }

    /// <summary>The end of the client's sending; it can still read.</summary>
    /// <returns>Completes when the broker knows.</returns>
    public async Task HalfCloseAsync() => await _transport.ClientOutput.CompleteAsync();

    /// <summary>Closes the client's end and waits until the broker has let go of the connection.</summary>
    /// <returns>Completes when it has.</returns>
    public async Task EndedAsync()
    {
        await _transport.ClientOutput.CompleteAsync();
        await _broker.CompleteAsync(_run);
    }

    private bool TryCut(ReadOnlySequence<byte> buffer, out ReceivedPacket? packet, out SequencePosition consumed)
    {
        packet = null;
        consumed = buffer.Start;
        var bytes = buffer.ToArray();
        if (bytes.Length < 2) return false;
        int length = 0, shift = 0, at = 1;
        while (true)
        {
            if (at >= bytes.Length) return false;
            length |= (bytes[at] & 0x7F) << shift;
            if ((bytes[at++] & 0x80) == 0) break;
            shift += 7;
        }

        if (bytes.Length < at + length) return false;
        packet = new ReceivedPacket(bytes[0], bytes[at..(at + length)], Version);
        consumed = buffer.GetPosition(at + length);
        return true;
    }
}
