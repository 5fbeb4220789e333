using System.Buffers;
using System.IO.Pipelines;
using System.Net;

namespace Gmqtt.Listeners.Proxy;

/// <summary>Who may state a client's address, and what they state.</summary>
internal static class ProxyGate
{
    /// <summary>Whether a connection from there must start with a header.</summary>
    public static bool IsProxy(ProxyProtocolOptions options, EndPoint? remote) =>
        options.Mode != ProxyProtocolMode.Off
        && (remote is not IPEndPoint ip || options.Trusted.Any(network => network.Contains(ip.Address)));

    /// <summary>Reads the header and leaves what follows unread; null with the reason where there is none or a bad one.</summary>
    public static async ValueTask<(ProxyHeader? Header, string? Error)> ReadAsync(PipeReader input, ProxyProtocolMode mode)
    {
        while (true)
        {
            var read = await input.ReadAsync();
            var bytes = read.Buffer;
            var status = Read(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray(), mode, out var header, out var length);
            if (status == ProxyStatus.Complete)
            {
                input.AdvanceTo(bytes.GetPosition(length));
                return (header, null);
            }

            if (status == ProxyStatus.Invalid || read.IsCompleted)
            {
                var silent = read.IsCompleted && bytes.IsEmpty;
                input.AdvanceTo(bytes.Start, bytes.End);
                return (null, silent ? null : "a trusted proxy sent no PROXY header, or one that is not correct");
            }

            input.AdvanceTo(bytes.Start, bytes.End);
        }
    }

    public static ProxyStatus Read(ReadOnlySpan<byte> bytes, ProxyProtocolMode mode, out ProxyHeader header, out int length)
    {
        if (mode is ProxyProtocolMode.V1 or ProxyProtocolMode.Any && StartsLike(bytes, ProxyHeaderV1.Signature))
        {
            header = default;
            length = 0;
            return bytes.Length < ProxyHeaderV1.Signature.Length
                ? ProxyStatus.Incomplete
                : ProxyHeaderV1.Read(bytes, out header, out length);
        }

        if (mode is ProxyProtocolMode.V2 or ProxyProtocolMode.Any && StartsLike(bytes, ProxyHeaderV2.Signature))
        {
            return ProxyHeaderV2.Read(bytes, out header, out length);
        }

        header = default;
        length = 0;
        return ProxyStatus.Invalid;
    }

    private static bool StartsLike(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        var compared = Math.Min(bytes.Length, signature.Length);
        return bytes[..compared].SequenceEqual(signature[..compared]);
    }
}
