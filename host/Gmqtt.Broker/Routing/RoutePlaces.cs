namespace Gmqtt.Broker.Routing;

/// <summary>
/// The routes of a node that very many are subscribed at, in an array that is changed in place. Copied at each change, a filter that 20,000 sessions share took 4 s to restore, and one
/// for a million would have taken days. An array is read without a lock, gaps and all; changes are made under the tree's write lock.
/// </summary>
internal sealed class RoutePlaces
{
    private readonly Dictionary<Subscriber, int> _places = [];
    private int _used;

    internal RoutePlaces(ReadOnlySpan<Route?> few)
    {
        Routes = new Route?[few.Length * 2];
        foreach (var route in few) Put(route!);
    }

    /// <summary>Where a route was taken out, and where none has come yet, there is null.</summary>
    internal Route?[] Routes { get; private set; }

    internal int Count => _places.Count;

    /// <summary>Adds a route or replaces that of the same subscriber; true when there was one.</summary>
    internal bool Put(Route route)
    {
        if (_places.TryGetValue(route.Subscriber, out var place))
        {
            Routes[place] = route;
            return true;
        }

        if (_used == Routes.Length) MoveTo(new Route?[Math.Max(Routes.Length, Count * 2)]);
        _places.Add(route.Subscriber, _used);
        Routes[_used++] = route;
        return false;
    }

    internal bool Remove(Subscriber subscriber)
    {
        if (!_places.Remove(subscriber, out var place)) return false;
        Routes[place] = null;
        if (Count * 4 < Routes.Length) MoveTo(new Route?[Count * 2]);
        return true;
    }

    /// <summary>Whoever reads the former array reads on in it.</summary>
    private void MoveTo(Route?[] others)
    {
        _used = 0;
        foreach (var route in Routes)
        {
            if (route is null) continue;
            _places[route.Subscriber] = _used;
            others[_used++] = route;
        }

        Routes = others;
    }
}
