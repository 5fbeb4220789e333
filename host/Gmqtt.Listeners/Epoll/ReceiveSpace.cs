namespace Gmqtt.Listeners.Epoll;

/// <summary>The free part of a loop's current slab. Only the loop's thread calls it.</summary>
internal sealed class ReceiveSpace(SlabPool pool)
{
    /// <summary>With less than this left, the loop takes a fresh slab: short reads would cost a system call each.</summary>
    private const int MinimumRoom = ReadSlab.Size / 2;

    private ReadSlab _slab = pool.Rent();
    private int _offset;

    public ReadSlab Slab => _slab;

    /// <summary>Where to receive next: from here to the slab's end.</summary>
    public int Offset => _offset;

    /// <summary>Where the bytes end that are lent at this moment.</summary>
    public int LentEnd { get; set; }

    /// <summary>The bytes before <paramref name="end"/> stay in use; the caller has called <see cref="ReadSlab.Keep"/> for them.</summary>
    public void MovePast(int end)
    {
        // A multiple of 64, so that two connections' bytes share no cache line.
        _offset = (end + 63) & ~63;
        if (ReadSlab.Size - _offset < MinimumRoom)
        {
            _slab.Release();
            _slab = pool.Rent();
            _offset = 0;
        }
    }
}
