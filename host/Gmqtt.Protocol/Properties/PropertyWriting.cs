using Gmqtt.Mqtt;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Properties;

/// <summary>Writes properties that are present; null means absent. The data type comes from <see cref="PropertyRules"/>.</summary>
internal static class PropertyWriting
{
    public static void WriteProperty<TSink>(this ref TSink sink, PropertyId id, uint? value)
        where TSink : struct, IWireSink, allows ref struct
    {
        if (value is not { } number)
        {
            return;
        }

        sink.WriteByte((byte)id);
        switch (PropertyRules.Find((int)id).Type)
        {
            case PropertyType.Byte:
                sink.WriteByte((byte)number);
                break;
            case PropertyType.TwoByteInteger:
                sink.WriteUInt16((ushort)number);
                break;
            case PropertyType.FourByteInteger:
                sink.WriteUInt32(number);
                break;
            default:
                sink.WriteVariableByteInteger(checked((int)number));
                break;
        }
    }

    public static void WriteProperty<TSink>(this ref TSink sink, PropertyId id, bool? value)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(id, value is { } flag ? (flag ? 1u : 0u) : null);
    }

    public static void WriteProperty<TSink>(this ref TSink sink, PropertyId id, string? value)
        where TSink : struct, IWireSink, allows ref struct
    {
        if (value is not null)
        {
            sink.WriteByte((byte)id);
            sink.WriteString(value);
        }
    }

    public static void WriteProperty<TSink>(this ref TSink sink, PropertyId id, ReadOnlyMemory<byte>? value)
        where TSink : struct, IWireSink, allows ref struct
    {
        if (value is { } data)
        {
            sink.WriteByte((byte)id);
            sink.WriteBinary(data.Span);
        }
    }

    public static void WriteUserProperties<TSink>(this ref TSink sink, IReadOnlyList<UserProperty> pairs)
        where TSink : struct, IWireSink, allows ref struct
    {
        for (int i = 0; i < pairs.Count; i++)
        {
            sink.WriteByte((byte)PropertyId.UserProperty);
            sink.WriteString(pairs[i].Name);
            sink.WriteString(pairs[i].Value);
        }
    }
}
