using Gmqtt.Mqtt;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Properties;

/// <summary>
/// Walks one property block and holds every property against <see cref="PropertyRules"/>. Allocates nothing. After
/// <see cref="TryNext"/> returned false, <see cref="Error"/> says whether the block ended or is wrong.
/// </summary>
/// <param name="block">The properties, without the Property Length.</param>
/// <param name="kind">Where the block stands; exactly one kind.</param>
public ref struct PropertyReader(ReadOnlySpan<byte> block, PacketKinds kind)
{
    private readonly ReadOnlySpan<byte> _block = block;
    private readonly PacketKinds _kind = kind;
    private MqttReader _reader = new(block);
    private ulong _seen;
    private int _userPropertyBytes;

    /// <summary>What is wrong, if something is.</summary>
    public PacketError Error { get; private set; }

    /// <summary>Offset in the block of what comes next.</summary>
    public readonly int Position => _reader.Position;

    /// <summary>User Properties met so far.</summary>
    public int UserProperties { get; private set; }

    /// <summary>Reads the Property Length and cuts the block out of a packet body.</summary>
    /// <param name="reader">Stands at the Property Length; behind the block afterwards.</param>
    /// <param name="block">The properties, without the Property Length.</param>
    /// <returns>0x81 when the length is not a shortest-form integer or does not fit the body.</returns>
    public static PacketError Open(scoped ref MqttReader reader, out ReadOnlySpan<byte> block)
    {
        block = default;
        if (!reader.TryReadVariableByteInteger(out int length))
        {
            return PacketError.Malformed("Property Length is missing or not in its shortest form");
        }

        return reader.TryReadBytes(length, out block)
            ? PacketError.None
            : PacketError.Malformed("Property Length is larger than what is left of the packet");
    }

    /// <summary>Reads the next property.</summary>
    /// <param name="property">The property, its value already judged.</param>
    /// <returns>False at the end of the block and when something is wrong.</returns>
    public bool TryNext(out Property property)
    {
        property = default;
        if (Error.IsError || _reader.IsAtEnd)
        {
            return false;
        }

        int start = _reader.Position;
        PropertyRule rule = default;
        if (_reader.TryReadVariableByteInteger(out int id))
        {
            rule = PropertyRules.Find(id);
        }

        if (rule.Type == PropertyType.None)
        {
            Error = PacketError.Malformed("unknown property identifier");
            return false;
        }

        if (!TryReadValue(rule.Type, out uint number, out ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> pairValue))
        {
            Error = PacketError.Malformed("a property value is cut short or not of its data type");
            return false;
        }

        ReadOnlySpan<byte> raw = _block[start.._reader.Position];
        property = new Property { Id = rule.Id, Raw = raw, Number = number, Bytes = bytes, PairValue = pairValue };
        Error = Judge(rule, number, bytes, raw.Length);
        return Error.IsNone;
    }

    private bool TryReadValue(PropertyType type, out uint number, out ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> pairValue)
    {
        bool read;
        number = 0;
        bytes = default;
        pairValue = default;
        switch (type)
        {
            case PropertyType.Byte:
                read = _reader.TryReadByte(out byte single);
                number = single;
                return read;
            case PropertyType.TwoByteInteger:
                read = _reader.TryReadUInt16(out ushort two);
                number = two;
                return read;
            case PropertyType.FourByteInteger:
                return _reader.TryReadUInt32(out number);
            case PropertyType.VariableByteInteger:
                read = _reader.TryReadVariableByteInteger(out int variable);
                number = (uint)variable;
                return read;
            case PropertyType.BinaryData:
                return _reader.TryReadBinary(out bytes);
            case PropertyType.Utf8String:
                return _reader.TryReadUtf8(out bytes);
            default:
                return _reader.TryReadUtf8(out bytes) && _reader.TryReadUtf8(out pairValue); // [MQTT-1.5.7-1]
        }
    }

    private PacketError Judge(in PropertyRule rule, uint number, scoped ReadOnlySpan<byte> bytes, int size)
    {
        if ((rule.AllowedIn & _kind) == 0)
        {
            return PacketError.Protocol("the property is not allowed in this packet");
        }

        ulong bit = 1UL << (int)rule.Id;
        if ((_seen & bit) != 0 && (rule.RepeatsIn & _kind) == 0)
        {
            return PacketError.Protocol("the property stands twice in this packet");
        }

        _seen |= bit;
        if (rule.Id == PropertyId.UserProperty)
        {
            return CountUserProperty(size);
        }

        return rule.Limit switch
        {
            PropertyLimit.ZeroOrOne when number > 1 => PacketError.Protocol("the property must be 0 or 1"),
            // [MQTT-3.3.2-8]
            PropertyLimit.NotZero when number == 0 && rule.Id == PropertyId.TopicAlias =>
                new PacketError(ReasonCode.TopicAliasInvalid, "Topic Alias is 0"),
            PropertyLimit.NotZero when number == 0 => PacketError.Protocol("the property must not be 0"),
            // [MQTT-3.3.2-14]
            PropertyLimit.TopicName when bytes.IsEmpty || bytes.ContainsAny((byte)'+', (byte)'#') =>
                PacketError.Protocol("Response Topic is empty or has a wildcard character"),
            _ => PacketError.None,
        };
    }

    private PacketError CountUserProperty(int bytes)
    {
        UserProperties++;
        _userPropertyBytes += bytes;
        return UserProperties > PropertyRules.MaximumUserProperties || _userPropertyBytes > PropertyRules.MaximumUserPropertyBytes
            ? new PacketError(ReasonCode.PacketTooLarge, "more User Properties than this server accepts")
            : PacketError.None;
    }
}
