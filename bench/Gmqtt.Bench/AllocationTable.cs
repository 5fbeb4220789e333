using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Gmqtt.Bench;

/// <summary>
/// What one operation of each benchmark allocates on its thread. Times on a shared machine are noise, bytes are not: <c>bench/allocations.md</c> holds what they are, and
/// a test compares. After a change that is meant: <c>dotnet run -c Release --project bench/Gmqtt.Bench allocations > bench/allocations.md</c>.
/// </summary>
public static class AllocationTable
{
    private const int WarmUps = 10;
    private const int Invocations = 10;

    /// <summary>The least of so many: what the runtime itself allocates now and then is nobody's.</summary>
    private const int Attempts = 3;

    public static string ToMarkdown(IEnumerable<KeyValuePair<string, long>> rows)
        => string.Join('\n', ["| benchmark | bytes per operation |", "|---|---|", .. rows.Select(row => $"| {row.Key} | {row.Value} |"), ""]);

    public static IEnumerable<KeyValuePair<string, long>> Measure()
        => from type in typeof(AllocationTable).Assembly.GetTypes().OrderBy(type => type.Name, StringComparer.Ordinal)
           let methods = With<BenchmarkAttribute>(type)
           where methods.Length > 0
           from parameters in Combinations(type)
           from row in Measure(type, methods, parameters)
           select row;

    private static List<KeyValuePair<string, long>> Measure(Type type, MethodInfo[] methods, (PropertyInfo Property, object? Value)[] parameters)
    {
        var benchmark = Activator.CreateInstance(type)!;
        foreach (var (property, value) in parameters) property.SetValue(benchmark, value);
        foreach (var setup in With<GlobalSetupAttribute>(type)) setup.Invoke(benchmark, null);
        var suffix = parameters.Length == 0 ? "" : $"({string.Join(", ", parameters.Select(p => $"{p.Property.Name}={p.Value}"))})";
        return [.. methods.Select(method => KeyValuePair.Create(
            $"{type.Name}.{method.Name}{suffix}", PerOperation(benchmark, method)))];
    }

    private static long PerOperation(object benchmark, MethodInfo method)
    {
        var call = Call(benchmark, method);
        var operations = Invocations * method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke;
        for (var i = 0; i < WarmUps; i++) call();
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Invocations; i++) call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least / operations;
    }

    // A delegate of the method's own type: reflection would box what it returns.
    private static Action Call(object benchmark, MethodInfo method)
        => method.ReturnType == typeof(void)
            ? method.CreateDelegate<Action>(benchmark)
            : (Action)typeof(AllocationTable).GetMethod(nameof(Ignoring), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(method.ReturnType).Invoke(null, [benchmark, method])!;

    private static Action Ignoring<T>(object benchmark, MethodInfo method)
    {
        var call = method.CreateDelegate<Func<T>>(benchmark);
        return () => _ = call();
    }

    private static MethodInfo[] With<T>(Type type)
        where T : Attribute
        => [.. type.GetMethods().Where(method => method.IsDefined(typeof(T)))];

    private static IEnumerable<(PropertyInfo Property, object? Value)[]> Combinations(Type type)
        => type.GetProperties()
            .Where(property => property.IsDefined(typeof(ParamsAttribute)))
            .Aggregate(
                (IEnumerable<(PropertyInfo, object?)[]>)[[]],
                (sofar, property) => sofar.SelectMany(
                    combination => property.GetCustomAttribute<ParamsAttribute>()!.Values.Select(value => ((PropertyInfo, object?)[])[.. combination, (property, value)])));
}
