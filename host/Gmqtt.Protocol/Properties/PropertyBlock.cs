using System.Runtime.CompilerServices;
using System.Text;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Properties;

/// <summary>
/// A property block of a rare packet after <see cref="PropertyReader"/> has accepted all of it: the codec asks for the properties it
/// has fields for. Strings are made only when asked for.
/// </summary>
internal ref struct PropertyBlock
{
    private ReadOnlySpan<byte> _block;
    private PacketKinds _kind;
    private ulong _present;
    private int _userProperties;
    private int _subscriptionIdentifiers;
    private Slots _slots;

    /// <summary>True when there is no property at all.</summary>
    public readonly bool IsEmpty => _present == 0;

    /// <summary>Reads Property Length and the block behind it.</summary>
    public static PacketError TryRead(scoped ref MqttReader reader, PacketKinds kind, out PropertyBlock properties)
    {
        properties = default;
        PacketError error = PropertyReader.Open(ref reader, out ReadOnlySpan<byte> block);
        return error.IsError || block.IsEmpty ? error : TryRead(block, kind, out properties);
    }

    /// <summary>Reads a block whose length is known.</summary>
    public static PacketError TryRead(ReadOnlySpan<byte> block, PacketKinds kind, out PropertyBlock properties)
    {
        properties = default;
        properties._block = block;
        properties._kind = kind;
        var walk = new PropertyReader(block, kind);
        while (walk.TryNext(out Property property))
        {
            properties.Keep(property, walk.Position);
        }

        properties._userProperties = walk.UserProperties;
        return walk.Error;
    }

    public readonly bool Has(PropertyId id)
    {
        return (_present & (1UL << (int)id)) != 0;
    }

    public readonly uint? UInt32(PropertyId id)
    {
        return Has(id) ? _slots[(int)id].Value : null;
    }

    public readonly ushort? UInt16(PropertyId id)
    {
        return Has(id) ? (ushort)_slots[(int)id].Value : null;
    }

    public readonly bool? Flag(PropertyId id)
    {
        return Has(id) ? _slots[(int)id].Value == 1 : null;
    }

    public readonly string? Text(PropertyId id)
    {
        return Has(id) ? Encoding.UTF8.GetString(Bytes(id)) : null;
    }

    public readonly ReadOnlyMemory<byte>? Data(PropertyId id)
    {
        if (!Has(id))
        {
            return null; // not a conditional expression: there null would become an empty memory
        }

        return Bytes(id).ToArray();
    }

    public readonly IReadOnlyList<UserProperty> UserProperties()
    {
        if (_userProperties == 0)
        {
            return [];
        }

        var pairs = new UserProperty[_userProperties];
        int at = 0;
        var walk = new PropertyReader(_block, _kind);
        while (walk.TryNext(out Property property))
        {
            if (property.Id == PropertyId.UserProperty)
            {
                pairs[at++] = new UserProperty(Encoding.UTF8.GetString(property.Bytes), Encoding.UTF8.GetString(property.PairValue));
            }
        }

        return pairs;
    }

    public readonly IReadOnlyList<uint> SubscriptionIdentifiers()
    {
        if (_subscriptionIdentifiers == 0)
        {
            return [];
        }

        var identifiers = new uint[_subscriptionIdentifiers];
        int at = 0;
        var walk = new PropertyReader(_block, _kind);
        while (walk.TryNext(out Property property))
        {
            if (property.Id == PropertyId.SubscriptionIdentifier)
            {
                identifiers[at++] = property.Number;
            }
        }

        return identifiers;
    }

    private void Keep(scoped in Property property, int end)
    {
        _present |= 1UL << (int)property.Id;
        _subscriptionIdentifiers += property.Id == PropertyId.SubscriptionIdentifier ? 1 : 0;
        ref Slot slot = ref _slots[(int)property.Id];
        slot.Value = property.Number;
        slot.Length = property.Bytes.Length;
        if (PropertyRules.Find((int)property.Id).Type is PropertyType.BinaryData or PropertyType.Utf8String)
        {
            slot.Value = (uint)(end - property.Bytes.Length); // the value is the last part of its property
        }
    }

    private readonly ReadOnlySpan<byte> Bytes(PropertyId id)
    {
        Slot slot = _slots[(int)id];
        return _block.Slice((int)slot.Value, slot.Length);
    }

    private struct Slot
    {
        public uint Value;
        public int Length;
    }

    [InlineArray(PropertyRules.Count)]
    private struct Slots
    {
        private Slot _first;
    }
}
