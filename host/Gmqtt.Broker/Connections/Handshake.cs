using Gmqtt.Broker.Sessions;
using Gmqtt.Broker.Stores;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;
using Gmqtt.Services;

namespace Gmqtt.Broker.Connections;

/// <summary>From the first byte to the CONNACK: read the CONNECT within its deadline and its budget, judge it, ask the hooks, attach the session, answer.</summary>
internal sealed class Handshake
{
    private readonly Engine _engine;
    private readonly Connection _connection;
    private readonly BrokerOptions _options;
    private int _connectSize;

    internal Handshake(Engine engine, Connection connection)
    {
        _engine = engine;
        _connection = connection;
        _options = engine.Options;
    }

    /// <returns>Null when the client is connected; else why it is not, and the CONNACK that says so is written.</returns>
    internal async Task<CloseReason?> RunAsync()
    {
        var reader = new HandshakeReader(_connection, _options.Limits);
        var (packet, failure) = await reader.ReadConnectAsync();
        if (failure is not null) return failure;
        _connectSize = reader.PacketSize;
        _connection.Version = packet!.Version;
        _connection.ClientId = packet.ClientId;
        _connection.Username = _connection.Transport.CertificateUsername ?? packet.UserName;
        // What a refusal has to know; the rest is for the negotiation.
        _connection.Options = new ClientOptions { AuthenticationMethod = packet.AuthenticationMethod, ClientMaximumPacketSize = packet.MaximumPacketSize ?? uint.MaxValue };
        if (ConnectPolicy.Judge(packet, _options, _connection.Transport.Listener) is { IsError: true } error) return Refuse(error.Code, error.Reason);

        var request = ConnectNegotiation.Request(packet, _options, _connection.Transport.Listener);
        byte[]? authenticationData = null;
        if (packet.AuthenticationMethod is null)
        {
            await AskBasicAuthAsync(request);
        }
        else
        {
            var exchange = new EnhancedAuthentication(_engine, _connection, packet, request);
            if (await exchange.RunAsync() is { } broken) return broken;
            authenticationData = exchange.FinalData;
        }

        // The refusal first: a decision that came too late is one, and the client is told before it is closed.
        if (request.Rejection is { } rejection)
        {
            CountAuthentication(packet, packet.UserName is not null || packet.Password is not null, rejection.Code);
            return Refuse(rejection.Code, rejection.ReasonString, rejection.UserProperties);
        }

        if (_connection.CloseRequest is { } closed) return closed;
        var anonymousAllowed = _connection.Transport.Listener.AllowAnonymous ?? _options.AllowAnonymous;
        var isLetIn = request.IsAccepted || anonymousAllowed;
        CountAuthentication(packet, request.IsAccepted, isLetIn ? ReasonCode.Success : ReasonCode.NotAuthorized);
        if (!isLetIn) return Refuse(ReasonCode.NotAuthorized, "nobody vouches for the client, and anonymous clients are not allowed here");
        return await EstablishAsync(packet, request, authenticationData);
    }

    private void CountAuthentication(ConnectPacket packet, bool hasName, ReasonCode code)
        => _engine.Counters.Authentications.Add(
            packet.AuthenticationMethod is not null ? AuthenticationKind.Enhanced : hasName ? AuthenticationKind.Basic : AuthenticationKind.Anonymous, code);

    private async ValueTask AskBasicAuthAsync(ConnectRequest request)
    {
        if (_engine.Hooks.Set.OnBasicAuth is null) return;
        await _engine.Hooks.DecideAsync(
            nameof(OnBasicAuth),
            hooks => hooks.OnBasicAuth is { } hook ? new ValueTask(hook(_connection, request, _connection.Closing).AsTask().WaitAsync(_connection.Closing)) : default,
            request.Reject,
            ReasonCode.ServerUnavailable);
    }

    private async Task<CloseReason?> EstablishAsync(ConnectPacket packet, ConnectRequest request, byte[]? authenticationData)
    {
        var assigned = packet.ClientId.Length == 0;
        if (assigned) _connection.ClientId = request.Options.AssignedClientId ?? Guid.NewGuid().ToString("N"); // [MQTT-3.1.3-6]
        if (request.Options.Username is { } username) _connection.Username = username;
        ConnectNegotiation.Limit(request.Options, packet, _options);
        _connection.Options = ConnectNegotiation.Agreed(packet, request.Options);
        if (!Fits(ConnAckBuilder.Success(packet, request.Options, _connection, false, assigned, authenticationData)))
            return Refuse(ReasonCode.PacketTooLarge, "the CONNACK is larger than the client accepts"); // [MQTT-3.1.2-24]

        _connection.Timer.LetIn();
        Session session;
        bool present;
        using (await _engine.Sessions.EnterAsync(_connection.ClientId))
        {
            if (_connection.CloseRequest is { } closed) return closed;
            if (_engine.Sessions.Count >= _options.Limits.MaxSessions && !_engine.Sessions.TryGet(_connection.ClientId, out _))
                return Refuse(ReasonCode.QuotaExceeded, "the limit on sessions is reached");
            if (!_engine.Held.MayBegin && (request.Will is not null || !_engine.Sessions.TryGet(_connection.ClientId, out _)))
                return Refuse(ReasonCode.QuotaExceeded, "clients together hold as much memory as they may");
            if (_engine.Journal is { Health.State: not StoreState.Healthy } journal) return Refuse(ReasonCode.ServerUnavailable, journal.Health.Sentence);
            if (!await _engine.Lifecycle.TakeOverAsync(_connection.ClientId))
                return Refuse(ReasonCode.ServerUnavailable, "the client's former connection has not ended: a plugin's hook still runs for it");
            try
            {
                (session, present) = await _engine.Lifecycle.AttachAsync(_connection, _connection.ClientId, packet.CleanStart);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or StoreCorruptException or StoreLostException)
            {
                Log.StoredSessionFault(_engine.Logger, _connection.ClientId, exception.Message);
                return Refuse(ReasonCode.ServerUnavailable, "the session cannot be read from the store now");
            }

            Fill(session, packet, request);
        }

        _connection.Session = session;
        if (present) await _engine.Hooks.SessionResumedAsync(_connection, _connection.Closing);
        else await _engine.Hooks.SessionCreatedAsync(_connection, _connection.Closing);
        Welcome(packet, request.Options, session, present, assigned, authenticationData);
        await _engine.Hooks.ConnectedAsync(_connection, _connection.Closing);
        return null;
    }

    private void Fill(Session session, ConnectPacket packet, ConnectRequest request)
    {
        session.Username = _connection.Username;
        session.ExpirySeconds = request.Options.SessionExpiry;
        session.MaxInflight = request.Options.MaxInflight;
        session.MaxQueuedMessages = Math.Max(1, request.Options.MaxQueuedMessages);
        session.ConnectedAt = _connection.ConnectedAt;
        session.Will = request.Will;
        session.Stats ??= new Stats.SessionStats();
        if (_engine.Journal is { } journal && !session.IsEphemeral) session.Journal ??= new SessionJournal(_engine, journal.NextId());
        Save(session);
    }

    private void Save(Session session)
    {
        if (session.Journal is not { } journal) return;
        using var unit = _engine.Unit();
        journal.Saved(session);
        if (session.Will is { } will) journal.WillScheduled(will, null);
        else journal.WillCancelled();
    }

    /// <summary>CONNACK first [MQTT-3.2.0-1], then whatever waits for the client.</summary>
    private void Welcome(
        ConnectPacket packet, ConnectOptions options, Session session, bool present, bool assigned, byte[]? authenticationData)
    {
        var answer = ConnAckBuilder.Success(packet, options, _connection, present, assigned, authenticationData);
        using var batch = _engine.Batches.Rent();
        session.Stats?.Received(PacketType.Connect, _connectSize);
        // Also where a clean start has ended a stored session: it must not be there again after a crash.
        if (_engine.Journal is { } journal) _connection.Outbox.Hold(_connection.Outbox.Length, journal.LastTicket);
        WriteConnAck(answer);
        _connection.Outbox.Gate = session.Sender.Gate;
        _connection.IsEstablished = true;
        _connection.Timer.Established(options.KeepAlive);
        _engine.Counters.Connected();
        Log.Connected(
            _engine.Logger, _connection.ClientId, _connection.Username, _connection.ConnectionId, _connection.RemoteEndPoint?.ToString(), (int)_connection.Version,
            options.KeepAlive, present ? "resumed" : "new");
        var peer = new Peer(
            _connection, _connection.Outbox, _connection.Version, _connection.Options.ClientMaximumPacketSize, _connection.Options.MaxInflight,
            _connection.Options.ClientTopicAliasMaximum);
        session.Sender.Attach(peer, batch);
        batch.Touch(_connection.Outbox);
    }

    internal CloseReason Refuse(ReasonCode code, string? reason, IReadOnlyList<UserProperty>? userProperties = null)
    {
        _engine.Counters.Refused();
        Log.Refused(_engine.Logger, _connection.ClientId, _connection.ConnectionId, _connection.RemoteEndPoint?.ToString(), (byte)code, reason);
        // [MQTT-3.2.2-6] and 3.1.1 [MQTT-3.2.2-6]: a reason that 3.x has no code for closes without a CONNACK.
        if (_connection.Version == ProtocolVersion.V5 || ConnectReturnCode.From(code) is not null)
        {
            WriteConnAck(ConnAckBuilder.Refusal(code, reason, userProperties));
            _connection.Outbox.Flush();
        }

        return new CloseReason(code, false, reason);
    }

    private void WriteConnAck(ConnAckPacket packet)
    {
        var size = ConnAckCodec.GetSize(packet, _connection.Version);
        if (_connection.Version == ProtocolVersion.V5 && size > _connection.Options.ClientMaximumPacketSize)
        {
            if (!Fits(packet)) return;
            packet = Shortened(packet);
            size = ConnAckCodec.GetSize(packet, _connection.Version);
        }

        using var batch = _engine.Batches.Rent();
        lock (_connection.Outbox.Gate) ConnAckCodec.Write(_connection.Outbox.Reserve(size), packet, _connection.Version);
        batch.Tally.Sent(PacketType.ConnAck, size);
        _connection.Session?.Stats?.Sent(PacketType.ConnAck, size);
        if (_engine.Dump.IsOn) _engine.Dump.Sent(_connection.ClientId, PacketType.ConnAck, size);
    }

    /// <summary>Whether the client takes the CONNACK without what may be left out. A limit of 0 is not known yet, and nothing that small is refused for it.</summary>
    private bool Fits(ConnAckPacket packet)
        => _connection.Version != ProtocolVersion.V5 || _connection.Options.ClientMaximumPacketSize == 0
            || ConnAckCodec.GetSize(Shortened(packet), _connection.Version) <= _connection.Options.ClientMaximumPacketSize;

    // [MQTT-3.2.2-19], [MQTT-3.2.2-20]
    private static ConnAckPacket Shortened(ConnAckPacket packet) => packet with { ReasonString = null, UserProperties = [] };
}
