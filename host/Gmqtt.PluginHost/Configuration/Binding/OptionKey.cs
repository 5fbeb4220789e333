using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>A key of a table: a property that can be set, init-only ones included.</summary>
internal sealed class OptionKey
{
    private readonly PropertyInfo _property;

    private OptionKey(PropertyInfo property, bool isRequired)
    {
        _property = property;
        Name = SnakeCase.Of(property.Name);
        IsRequired = isRequired;
    }

    public string Name { get; }

    public Type Type => _property.PropertyType;

    /// <summary>Whether the type says <c>required</c>; its constructor may say that it takes care of that.</summary>
    public bool IsRequired { get; }

    /// <summary>The keys of a type, those it inherits included.</summary>
    public static IReadOnlyList<OptionKey> Of(Type type)
    {
        var sets = type.GetConstructor([])?.IsDefined(typeof(SetsRequiredMembersAttribute)) ?? false;
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
                .Select(p => new OptionKey(p, !sets && p.IsDefined(typeof(RequiredMemberAttribute))))
                .DistinctBy(k => k.Name),
        ];
    }

    public object? Get(object target) => _property.GetMethod is null ? null : _property.GetValue(target, BindingFlags.DoNotWrapExceptions, null, null, null);

    public void Set(object target, object value) => _property.SetValue(target, value, BindingFlags.DoNotWrapExceptions, null, null, null);
}
