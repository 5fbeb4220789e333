using System.Net.Sockets;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners;

/// <summary>
/// One step from the listeners there are to the listeners there shall be. Everything that can fail (binding) comes first; what was bound or closed for it is
/// undone where one fails.
/// </summary>
internal sealed class ListenerChange
{
    private readonly ListenerShared _shared;
    private readonly ISocketEngine _engine;
    private readonly IReadOnlyList<ListenerSettings> _wanted;
    private readonly Listener?[] _kept;
    private readonly List<Listener> _leaving;
    private readonly List<Listener> _closedEarly = [];
    private readonly BoundSocket?[] _bound;

    public ListenerChange(ListenerShared shared, ISocketEngine engine, IReadOnlyList<Listener> current, IReadOnlyList<ListenerSettings> wanted)
    {
        _shared = shared;
        _engine = engine;
        _wanted = wanted;
        _kept = new Listener?[wanted.Count];
        _bound = new BoundSocket?[wanted.Count];
        _leaving = [.. current];
        for (var i = 0; i < wanted.Count; i++)
        {
            // Port 0 may be given more than once: each takes one of those that are left.
            _kept[i] = _leaving.FirstOrDefault(listener => listener.Settings.Address == wanted[i].Address);
            if (_kept[i] is { } kept)
            {
                _leaving.Remove(kept);
            }
        }
    }

    public async Task<Listener[]> CommitAsync()
    {
        try
        {
            for (var i = 0; i < _wanted.Count; i++)
            {
                if (_kept[i] is null)
                {
                    _bound[i] = await BindAsync(i);
                }
            }
        }
        catch (ListenerException)
        {
            Undo();
            throw;
        }

        await Task.WhenAll(_leaving.Select(listener => listener.StopAcceptingAsync()));
        return [.. Enumerable.Range(0, _wanted.Count).Select(Place)];
    }

    private Listener Place(int index)
    {
        if (_kept[index] is { } kept)
        {
            kept.Apply(_wanted[index]);
            return kept;
        }

        var listener = new Listener(_shared, _wanted[index], _bound[index]!);
        listener.Start(_engine);
        return listener;
    }

    private async Task<BoundSocket> BindAsync(int index)
    {
        while (true)
        {
            try
            {
                return Bind(_wanted[index]);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && FindInTheWay(index) is { } leaving)
            {
                // From 0.0.0.0:1883 to 127.0.0.1:1883: the old one has to make room before the new one is there.
                await leaving.StopAcceptingAsync();
                _closedEarly.Add(leaving);
            }
            catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
            {
                throw Explain(index, exception);
            }
        }
    }

    private static BoundSocket Bind(ListenerSettings settings) =>
        BoundSocket.Bind(settings.Address, settings.Options.Backlog, settings.Options.UnixSocketMode);

    private Listener? FindInTheWay(int index)
    {
        var port = _wanted[index].Address.EndPoint?.Port;
        return port is null
            ? null
            : _leaving.FirstOrDefault(listener => !_closedEarly.Contains(listener) && listener.Settings.Address.EndPoint?.Port == port);
    }

    private ListenerException Explain(int index, Exception exception)
    {
        var address = _wanted[index].Options.Address;
        var reason = (exception as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"{address} is in use by another process or another listener",
            SocketError.AddressNotAvailable => $"{address} is not an address of this machine",
            SocketError.AccessDenied => $"{address} may not be bound by this user: ports below 1024 need CAP_NET_BIND_SERVICE, a unix socket a writable directory",
            _ => $"{address} cannot be bound: {exception.Message}",
        };
        return new ListenerException(index, address, reason, exception);
    }

    private void Undo()
    {
        foreach (var socket in _bound)
        {
            socket?.Dispose();
        }

        foreach (var listener in _closedEarly)
        {
            listener.Resume(Bind(listener.Settings), _engine);
        }
    }
}
