using Gmqtt.Configuration.Kinds;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>The types of single values. The table holds only the framework's own; an enum's kind is made anew each time, because its type is the plugin's.</summary>
internal static class ScalarKinds
{
    /// <summary>A double of this size is still a decimal; the very largest decimal is not one after a conversion there and back.</summary>
    private const double MostDecimal = 7.9e28;

    private static readonly Dictionary<Type, Kind<object>> Known = new()
    {
        [typeof(string)] = new BoxedKind<string>(new TextKind(), v => v),
        [typeof(bool)] = new BoxedKind<bool>(new BoolKind(), v => v),
        [typeof(byte)] = new BoxedKind<long>(new IntegerKind(byte.MinValue, byte.MaxValue), v => (byte)v),
        [typeof(sbyte)] = new BoxedKind<long>(new IntegerKind(sbyte.MinValue, sbyte.MaxValue), v => (sbyte)v),
        [typeof(short)] = new BoxedKind<long>(new IntegerKind(short.MinValue, short.MaxValue), v => (short)v),
        [typeof(ushort)] = new BoxedKind<long>(new IntegerKind(ushort.MinValue, ushort.MaxValue), v => (ushort)v),
        [typeof(int)] = new BoxedKind<long>(new WholeKind(int.MinValue, int.MaxValue), v => (int)v),
        [typeof(uint)] = new BoxedKind<long>(new WholeKind(uint.MinValue, uint.MaxValue), v => (uint)v),
        [typeof(long)] = new BoxedKind<long>(new WholeKind(long.MinValue, long.MaxValue), v => v),
        [typeof(ulong)] = new BoxedKind<long>(new WholeKind(0, long.MaxValue), v => (ulong)v),
        [typeof(float)] = new BoxedKind<double>(new RealKind(float.MaxValue), v => (float)v),
        [typeof(double)] = new BoxedKind<double>(new RealKind(double.MaxValue), v => v),
        [typeof(decimal)] = new BoxedKind<double>(new RealKind(MostDecimal), v => (decimal)v),
        [typeof(TimeSpan)] = new BoxedKind<TimeSpan>(new DurationKind(TimeSpan.Zero, TimeSpan.MaxValue), v => v),
        [typeof(DateTimeOffset)] = new BoxedKind<DateTimeOffset>(new MomentKind(), v => v),
    };

    /// <summary>The kind of a type; null for one that is not a single value.</summary>
    public static Kind<object>? For(Type type) => type.IsEnum ? EnumKind.For(type) : Known.GetValueOrDefault(type);
}
