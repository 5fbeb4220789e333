namespace Gmqtt.Listeners.Epoll;

/// <summary>What a loop calls back: a connection or a listening socket.</summary>
internal interface IEpollTarget
{
    /// <summary>
    /// On the loop's thread. May be called once too often, with events of a predecessor in the same slot; must not wait for anything.
    /// </summary>
    /// <param name="events">See <see cref="EpollFlags"/>.</param>
    void OnEvents(uint events);
}
