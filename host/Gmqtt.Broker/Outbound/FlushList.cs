namespace Gmqtt.Broker.Outbound;

/// <summary>
/// The connections that got something in one batch: each is flushed once, at its end, or at the end of the <see cref="ReadTurn"/> that the batch is part of. One send per
/// receiver and batch instead of one per message.
/// </summary>
internal sealed class FlushList
{
    /// <summary>
    /// From here on a send costs more for its bytes than for being a send, and the receiver had better begin to read while we go on: no waiting for the end of the turn.
    /// </summary>
    private const int WorthASend = 4096;

    private readonly List<Outbox> _touched = [];

    internal void Add(Outbox outbox)
    {
        // Two batches may overwrite each other's mark; then an outbox stands here twice, and the second flush finds nothing.
        if (outbox.TouchedBy == this) return;
        outbox.TouchedBy = this;
        _touched.Add(outbox);
    }

    internal void Flush()
    {
        var turn = ReadTurn.Open;
        for (var i = 0; i < _touched.Count; i++)
        {
            var outbox = _touched[i];
            outbox.TouchedBy = null;
            if (turn is null || outbox.Length >= WorthASend) outbox.Flush();
            else turn.Keep(outbox);
        }

        _touched.Clear();
    }
}
