using Gmqtt.Configuration.Kinds;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>Makes rows for one kind of options; it only spares naming the type in each row.</summary>
/// <typeparam name="T">The options.</typeparam>
internal static class Keys<T>
{
    /// <summary>A key that always has a value.</summary>
    public static Key<T, TValue> Of<TValue>(string name, Kind<TValue> kind, Func<T, TValue> get, Func<T, TValue, T> with, Reload reload, string doc) =>
        new(name, kind, o => kind.Write(get(o)), with, doc) { Reload = reload };

    /// <summary>A key that may be left out, and then means something else than any value would.</summary>
    public static Key<T, TValue> Optional<TValue>(
        string name, Kind<TValue> kind, Func<T, TValue?> get, Func<T, TValue, T> with, Reload reload, string example, string doc)
        where TValue : class =>
        new(name, kind, o => get(o) is { } value ? kind.Write(value) : null, with, doc) { Reload = reload, Example = example };

    /// <summary>The same for numbers and truth values.</summary>
    public static Key<T, TValue> OptionalValue<TValue>(
        string name, Kind<TValue> kind, Func<T, TValue?> get, Func<T, TValue, T> with, Reload reload, string example, string doc)
        where TValue : struct =>
        new(name, kind, o => get(o) is { } value ? kind.Write(value) : null, with, doc) { Reload = reload, Example = example };
}
