namespace Gmqtt.Broker.Outbound;

/// <summary>The connections that got something in one batch: each is flushed once, at its end. One send per receiver and batch instead of one per message.</summary>
internal sealed class FlushList
{
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
        for (var i = 0; i < _touched.Count; i++)
        {
            var outbox = _touched[i];
            outbox.TouchedBy = null;
            outbox.Flush();
        }

        _touched.Clear();
    }
}
