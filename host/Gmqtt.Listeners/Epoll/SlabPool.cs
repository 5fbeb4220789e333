namespace Gmqtt.Listeners.Epoll;

/// <summary>Slabs out of use, at most 4 MiB of them; the garbage collector takes the rest.</summary>
internal sealed class SlabPool
{
    private const int Capacity = 32;

    private readonly Lock _gate = new();
    private readonly Stack<ReadSlab> _spare = new(Capacity);

    public ReadSlab Rent()
    {
        lock (_gate)
        {
            if (_spare.TryPop(out var slab))
            {
                slab.Renew();
                return slab;
            }
        }

        return new ReadSlab(this);
    }

    public void Return(ReadSlab slab)
    {
        lock (_gate)
        {
            if (_spare.Count < Capacity)
            {
                _spare.Push(slab);
            }
        }
    }
}
