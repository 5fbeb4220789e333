using System.Buffers.Binary;
using System.Net.Sockets;

namespace Gmqtt.Load;

/// <summary>
/// One connection. Everything of all clients runs on the one thread that the process's sockets complete on, or under <see cref="Load.Gate"/> where the pace is kept, so nothing
/// here locks.
/// </summary>
internal abstract class Client : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _receiving = new();
    private readonly SocketAsyncEventArgs _sending = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _in = new byte[1024];
    private int _inLength;
    private byte[] _out = [];
    private byte[] _spare = [];
    private int _outLength;
    private bool _isSending;
    private bool _isClosed;

    protected Client(Load load, string clientId)
    {
        Load = load;
        ClientId = clientId;
        _receiving.Completed += (_, _) => Received();
        _sending.Completed += (_, _) => Sent();
    }

    protected Load Load { get; }

    public string ClientId { get; }

    public async Task ConnectAsync()
    {
        try
        {
            await _socket.ConnectAsync(Load.Options.Broker);
        }
        catch (SocketException exception)
        {
            throw new LoadException($"{Load.Options.Broker}: {exception.Message}");
        }

        lock (Load.Gate)
        {
            Append(Packets.Connect(ClientId, Load.Options));
            Flush();
            Receive();
        }

        await _connected.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async Task SubscribeAsync(IEnumerable<string> filters, int qos)
    {
        lock (Load.Gate)
        {
            Append(Packets.Subscribe(filters, qos, Load.Options.Version5));
            Flush();
        }

        await _subscribed.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public void Dispose()
    {
        _isClosed = true;
        _socket.Dispose();
        _receiving.Dispose();
        _sending.Dispose();
    }

    /// <summary>Room at the end of what is to be sent.</summary>
    protected Span<byte> Reserve(int size)
    {
        if (_outLength + size > _out.Length) Array.Resize(ref _out, Math.Max(_outLength + size, Math.Max(1024, _out.Length * 2)));
        _outLength += size;
        return _out.AsSpan(_outLength - size, size);
    }

    protected void Append(ReadOnlySpan<byte> packet) => packet.CopyTo(Reserve(packet.Length));

    /// <summary>Sends what has gathered, when nothing is being sent.</summary>
    public void Flush()
    {
        while (!_isSending && _outLength > 0 && !_isClosed)
        {
            (_out, _spare) = (_spare, _out);
            _sending.SetBuffer(_spare, 0, _outLength);
            _outLength = 0;
            _isSending = _socket.SendAsync(_sending);
            if (!_isSending && !IsWhole()) return;
        }
    }

    /// <summary>A packet has come.</summary>
    /// <param name="first">Type and flags.</param>
    /// <param name="body">Behind the fixed header.</param>
    protected abstract void OnPacket(byte first, ReadOnlySpan<byte> body);

    private void Sent()
    {
        lock (Load.Gate)
        {
            _isSending = false;
            if (IsWhole()) Flush();
        }
    }

    /// <summary>Whether all was sent; else the rest is on its way, or the connection is gone.</summary>
    private bool IsWhole()
    {
        if (_sending.SocketError != SocketError.Success)
        {
            Gone($"send: {_sending.SocketError}");
            return false;
        }

        var rest = _sending.Count - _sending.BytesTransferred;
        if (rest == 0) return true;
        _sending.SetBuffer(_sending.Offset + _sending.BytesTransferred, rest);
        _isSending = _socket.SendAsync(_sending);
        return !_isSending && IsWhole();
    }

    private void Receive()
    {
        do
        {
            if (_isClosed) return;
            if (_in.Length - _inLength < 512) Array.Resize(ref _in, Math.Min(4 * 1024 * 1024, _in.Length * 4));
            _receiving.SetBuffer(_in, _inLength, _in.Length - _inLength);
        }
        while (!_socket.ReceiveAsync(_receiving) && Take());
    }

    private void Received()
    {
        lock (Load.Gate)
        {
            if (Take()) Receive();
        }
    }

    private bool Take()
    {
        if (_isClosed) return false;
        if (_receiving.SocketError != SocketError.Success || _receiving.BytesTransferred == 0)
        {
            Gone(_receiving.SocketError == SocketError.Success ? "closed by the broker" : $"receive: {_receiving.SocketError}");
            return false;
        }

        _inLength += _receiving.BytesTransferred;
        var at = 0;
        while (Frame(_in.AsSpan(at, _inLength - at), out var header, out var length))
        {
            Handle(_in[at], _in.AsSpan(at + header, length));
            at += header + length;
        }

        _in.AsSpan(at, _inLength - at).CopyTo(_in);
        _inLength -= at;
        Flush();
        Load.EndOfRead();
        return true;
    }

    private static bool Frame(ReadOnlySpan<byte> bytes, out int header, out int length)
    {
        (header, length) = (1, 0);
        for (var shift = 0; header < bytes.Length && shift < 28; shift += 7)
        {
            var digit = bytes[header++];
            length |= (digit & 0x7F) << shift;
            if ((digit & 0x80) == 0) return bytes.Length - header >= length;
        }

        return false;
    }

    private void Handle(byte first, ReadOnlySpan<byte> body)
    {
        switch (first >> 4)
        {
            case 2 when body[1] == 0:
                _connected.TrySetResult();
                break;
            case 2:
                Gone($"CONNACK 0x{body[1]:X2}");
                break;
            case 9:
                // The codes stand behind the identifier and, in 5.0, the properties, whose length is one byte as long as they are few.
                if (body[Load.Options.Version5 ? 3 + body[2] : 2] >= 0x80) Gone("SUBSCRIBE refused");
                _subscribed.TrySetResult();
                break;
            case 14:
                Gone($"DISCONNECT 0x{(body.Length > 0 ? body[0] : 0):X2}");
                break;
            default:
                OnPacket(first, body);
                break;
        }
    }

    private void Gone(string why)
    {
        if (_isClosed) return;
        _isClosed = true;
        var fault = new LoadException($"{ClientId}: {why}");
        _connected.TrySetException(fault);
        _subscribed.TrySetException(fault);
        Load.Disconnected(fault);
    }

    protected static ushort Id(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadUInt16BigEndian(body);
}
