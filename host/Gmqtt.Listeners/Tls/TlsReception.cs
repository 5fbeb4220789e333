using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Tls;

/// <summary>The TLS handshake of one connection. Its deadline is the arrival's: the connection is aborted under it.</summary>
internal static class TlsReception
{
    /// <summary>Most of it OpenSSL's, two records of 16 KiB: 42 KiB a connection where a plain one has 6.0.</summary>
    private const int HeldBytes = 36 * 1024;

    /// <summary>The transport inside TLS; null with the reason where there is none.</summary>
    public static async Task<(ITransport? Transport, string? Error)> HandshakeAsync(
        TlsContext context, TlsOptions options, RawTransport raw)
    {
        if (!context.TryBeginHandshake())
        {
            return (null, $"closed: {options.MaxConcurrentHandshakes} TLS handshakes are under way already");
        }

        var below = new PipeStream(raw.Input, raw.Output) { LeavesIoThread = true };
        var stream = new ClientTlsStream(below);
        try
        {
            // Off the I/O thread before the first signature is made.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await stream.AuthenticateAsServerAsync(context.Current.Authentication);
            below.LeavesIoThread = false;
            var transport = Wrap(stream, options, raw, out var error);
            if (transport is null)
            {
                await stream.DisposeAsync();
            }

            return (transport, error);
        }
        catch (Exception exception)
            when (exception is AuthenticationException or IOException or InvalidOperationException or OperationCanceledException)
        {
            await stream.DisposeAsync();
            return (null, Explain(stream, exception));
        }
        finally
        {
            context.EndHandshake();
        }
    }

    private static StreamTransport? Wrap(ClientTlsStream stream, TlsOptions options, RawTransport raw, out string? error)
    {
        var certificate = stream.RemoteCertificate is { } shown ? shown as X509Certificate2 ?? new X509Certificate2(shown) : null;
        error = null;
        var username = certificate is null ? null : CertificateUsername.Find(certificate, options.UsernameFromCertificate, out error);
        if (error is not null)
        {
            return null;
        }

        return new StreamTransport(raw, stream, () => EndAsync(stream, raw), stream.DisposeAsync, HeldBytes)
        {
            Certificate = certificate,
            CertificateUsername = username ?? raw.CertificateUsername,
        };
    }

    private static async Task EndAsync(ClientTlsStream stream, RawTransport raw)
    {
        await stream.ShutdownAsync();
        await raw.Output.CompleteAsync();
    }

    private static string? Explain(ClientTlsStream stream, Exception exception)
    {
        if (stream.Rejection is { } rejection)
        {
            return "TLS handshake refused: " + rejection;
        }

        // OpenSSL's own words are in the innermost exception.
        return "TLS handshake failed: " + exception.GetBaseException().Message;
    }
}
