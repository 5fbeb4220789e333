using CsCheck;
using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Tests.Codec;

/// <summary>Random values of the data types, absent ones included.</summary>
internal static class ValueGen
{
    public static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf("", "a", "\uFEFFx", "\u20AC", "\U0001F600", "\u0001"), Gen.Char['!', '\u07FF'].Array[0, 20].Select(chars => new string(chars)));

    public static readonly Gen<string?> MaybeText = Maybe(Text);

    public static readonly Gen<string> TopicName =
        Gen.OneOf("a", "b", "", "x y", "é").List[1, 4].Select(levels => "t" + string.Join('/', levels));

    public static readonly Gen<ReadOnlyMemory<byte>> Bytes = Gen.Byte.Array[0, 40].Select(bytes => new ReadOnlyMemory<byte>(bytes));

    public static readonly Gen<ReadOnlyMemory<byte>?> MaybeBytes =
        Gen.OneOf(Gen.Const((ReadOnlyMemory<byte>?)null), Bytes.Select(bytes => (ReadOnlyMemory<byte>?)bytes));

    public static readonly Gen<uint?> MaybeUInt32 = Gen.OneOf(Gen.Const((uint?)null), Gen.UInt.Select(value => (uint?)value));

    public static readonly Gen<uint?> MaybePositive = MaybeUInt32.Select(value => value == 0 ? 1 : value);

    public static readonly Gen<ushort?> MaybeUInt16 = MaybeUInt32.Select(value => (ushort?)(value & 0xFFFF));

    public static readonly Gen<ushort?> MaybePositive16 = MaybeUInt16.Select(value => value == 0 ? (ushort?)1 : value);

    public static readonly Gen<bool?> MaybeBool = Gen.OneOf<bool?>(null, false, true);

    public static readonly Gen<ushort> PacketId = Gen.UShort[1, ushort.MaxValue];

    public static readonly Gen<QoS> QoS = Gen.OneOf(Mqtt.QoS.AtMostOnce, Mqtt.QoS.AtLeastOnce, Mqtt.QoS.ExactlyOnce);

    public static readonly Gen<PayloadFormat?> MaybeFormat = Gen.OneOf<PayloadFormat?>(null, PayloadFormat.Bytes, PayloadFormat.Utf8);

    public static readonly Gen<IReadOnlyList<UserProperty>> UserProperties =
        Gen.Select(Text, Text, (name, value) => new UserProperty(name, value)).Array[0, 5].Select(IReadOnlyList<UserProperty> (pairs) => pairs);

    private static Gen<string?> Maybe(Gen<string> text)
    {
        return Gen.OneOf(Gen.Const((string?)null), text.Select(string? (value) => value));
    }
}
