using Gmqtt.Broker.Stores;

namespace Gmqtt.Stores.Disk;

/// <summary>Something in a store that should not be as it is.</summary>
/// <param name="Table">Where.</param>
/// <param name="Key">The row's key, as people read it.</param>
/// <param name="What">What is wrong with it.</param>
/// <param name="IsDamage">Whether something is lost by it; else it is only left over and in nobody's way.</param>
public sealed record StoreFault(StoreTable Table, string Key, string What, bool IsDamage);
