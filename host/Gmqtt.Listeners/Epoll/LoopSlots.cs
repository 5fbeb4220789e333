namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// The targets of one loop by the number that epoll hands back with their events. A number carries the slot's generation, so that an event
/// fetched before a connection closed does not reach the one that took its slot.
/// </summary>
internal sealed class LoopSlots
{
    private readonly Lock _gate = new();
    private Slot[] _slots = new Slot[64];
    private int _firstFree = -1;
    private int _used;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public ulong Add(IEpollTarget target)
    {
        lock (_gate)
        {
            var index = _firstFree;
            if (index >= 0)
            {
                _firstFree = _slots[index].NextFree;
            }
            else
            {
                index = _used++;
                if (index == _slots.Length)
                {
                    Array.Resize(ref _slots, _slots.Length * 2);
                }
            }

            _count++;
            _slots[index].Target = target;
            return ((ulong)_slots[index].Generation << 32) | (uint)index;
        }
    }

    public void Remove(ulong token)
    {
        lock (_gate)
        {
            ref var slot = ref _slots[(uint)token];
            if (slot.Target is null || slot.Generation != (uint)(token >> 32))
            {
                return;
            }

            slot.Target = null;
            slot.Generation++;
            slot.NextFree = _firstFree;
            _firstFree = (int)(uint)token;
            _count--;
        }
    }

    /// <summary>
    /// The target, or null where it has left. Takes no lock: at worst a newcomer in the slot is woken for nothing, which every target
    /// bears.
    /// </summary>
    public IEpollTarget? Find(ulong token)
    {
        var slots = Volatile.Read(ref _slots);
        var slot = slots[(uint)token];
        return slot.Generation == (uint)(token >> 32) ? slot.Target : null;
    }

    public IEpollTarget[] ToArray()
    {
        lock (_gate)
        {
            return [.. _slots.Take(_used).Select(slot => slot.Target).OfType<IEpollTarget>()];
        }
    }

    private struct Slot
    {
        public IEpollTarget? Target;
        public uint Generation;
        public int NextFree;
    }
}
