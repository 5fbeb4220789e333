namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Packet Identifiers for what a session sends: a counter that goes round, so that an identifier rests as long as possible before it is used again. [MQTT-2.2.1-4]
/// </summary>
internal struct PacketIdentifiers
{
    private uint _turn;

    /// <summary>How many have been given; the turn of the latest.</summary>
    internal readonly uint Turn => _turn;

    /// <summary>Earlier turns were given in another life.</summary>
    internal void GoOnFrom(uint turn) => _turn = Math.Max(_turn, turn);

    /// <summary>The next identifier that is not zero and not in flight.</summary>
    internal ushort Next(InFlightWindow inFlight)
    {
        do
        {
            _turn++;
        }
        while ((ushort)_turn == 0 || IsInUse(inFlight));

        return (ushort)_turn;
    }

    // Identifiers are given in a row: one can only be in use again when the counter has gone round since the oldest in flight was given.
    private readonly bool IsInUse(InFlightWindow inFlight)
        => inFlight.Count > 0 && _turn - inFlight[0].Turn >= ushort.MaxValue && inFlight.Contains((ushort)_turn);
}
