using System.Net.Sockets;
using System.Security.Cryptography;
using Gmqtt.Listeners.Tls;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners;

/// <summary>
/// One step from the listeners there are to the listeners there shall be. Everything that can fail (reading options and certificates,
/// binding) comes first; what was opened or closed for it is undone where one fails.
/// </summary>
internal sealed class ListenerChange
{
    private readonly ListenerShared _shared;
    private readonly ISocketEngine _engine;
    private readonly IReadOnlyList<ListenerOptions> _wanted;
    private readonly List<Listener> _leaving;
    private readonly List<Listener> _closedEarly = [];
    private readonly List<Step> _steps = [];

    public ListenerChange(
        ListenerShared shared, ISocketEngine engine, IReadOnlyList<Listener> current, IReadOnlyList<ListenerOptions> wanted)
    {
        _shared = shared;
        _engine = engine;
        _wanted = wanted;
        _leaving = [.. current];
    }

    /// <exception cref="ListenerException">One cannot be; nothing has changed.</exception>
    public async Task<Listener[]> CommitAsync()
    {
        try
        {
            for (var i = 0; i < _wanted.Count; i++)
            {
                _steps.Add(Prepare(i));
            }

            foreach (var step in _steps.Where(step => step.Kept is null))
            {
                step.Socket = await BindAsync(step);
            }
        }
        catch (ListenerException)
        {
            Undo();
            throw;
        }

        foreach (var listener in _leaving)
        {
            await listener.StopAcceptingAsync();
            listener.Settings.Tls?.Dispose();
        }

        return [.. _steps.Select(Place)];
    }

    private Step Prepare(int index)
    {
        var options = _wanted[index];
        if (!ListenerAddress.TryParse(options.Address, out var address, out var error))
        {
            throw new ListenerException(index, options.Address, error!);
        }

        if (ListenerRules.Problem(options, address!) is { } problem)
        {
            throw new ListenerException(index, options.Address, $"{options.Address}: {problem}");
        }

        // Port 0 may be given more than once: each takes one of those that are left.
        var kept = _leaving.FirstOrDefault(listener => listener.Settings.Address == address);
        if (kept is not null)
        {
            _leaving.Remove(kept);
        }

        var tls = kept?.Settings.Options.Tls == options.Tls ? kept?.Settings.Tls : Load(index, options);
        return new Step(index, new ListenerSettings(options, address!, options.ToPolicy(), tls), kept);
    }

    private TlsContext? Load(int index, ListenerOptions options)
    {
        try
        {
            return options.Tls is { } tls ? new TlsContext(tls, options.Address, _shared.Logger, _shared.TimeProvider) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            var message = $"{options.Address}: its certificate cannot be used: {exception.Message}";
            throw new ListenerException(index, options.Address, message, exception);
        }
    }

    private Listener Place(Step step)
    {
        if (step.Kept is { } kept)
        {
            kept.Apply(step.Settings);
            return kept;
        }

        var listener = new Listener(_shared, step.Settings, step.Socket!);
        listener.Start(_engine);
        return listener;
    }

    private async Task<BoundSocket> BindAsync(Step step)
    {
        while (true)
        {
            try
            {
                return Bind(step.Settings.Address, step.Settings.Options);
            }
            catch (SocketException exception)
                when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && FindInTheWay(step) is { } leaving)
            {
                // From 0.0.0.0:1883 to 127.0.0.1:1883: the old one has to make room before the new one is there.
                await leaving.StopAcceptingAsync();
                _closedEarly.Add(leaving);
            }
            catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
            {
                var address = step.Settings.Options.Address;
                throw new ListenerException(step.Index, address, Explain(address, exception), exception);
            }
        }
    }

    private static BoundSocket Bind(ListenerAddress address, ListenerOptions options) =>
        BoundSocket.Bind(address, options.Backlog, options.UnixSocketMode);

    private Listener? FindInTheWay(Step step)
    {
        var port = step.Settings.Address.EndPoint?.Port;
        return port is null
            ? null
            : _leaving.FirstOrDefault(listener => !_closedEarly.Contains(listener) && listener.BoundAddress.EndPoint?.Port == port);
    }

    private static string Explain(string address, Exception exception) =>
        (exception as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"{address} is in use by another process or another listener",
            SocketError.AddressNotAvailable when address.StartsWith("unix:", StringComparison.Ordinal) =>
                $"{address} is in a folder that does not exist",
            SocketError.AddressNotAvailable => $"{address} is not an address of this machine",
            SocketError.AccessDenied =>
                $"{address} may not be bound by this user: ports below 1024 need CAP_NET_BIND_SERVICE, a unix socket a writable directory",
            _ => $"{address} cannot be bound: {exception.Message}",
        };

    private void Undo()
    {
        foreach (var step in _steps)
        {
            step.Socket?.Dispose();
            if (step.Settings.Tls != step.Kept?.Settings.Tls)
            {
                step.Settings.Tls?.Dispose();
            }
        }

        foreach (var listener in _closedEarly)
        {
            listener.Resume(Bind(listener.BoundAddress, listener.Settings.Options), _engine);
        }
    }

    private sealed record Step(int Index, ListenerSettings Settings, Listener? Kept)
    {
        public BoundSocket? Socket { get; set; }
    }
}
