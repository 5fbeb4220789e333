using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Tests.Properties;

/// <summary>Every place a property block can stand in, times every identifier.</summary>
public class PropertyMatrixTests
{
    public static TheoryData<PacketKinds> Places => [.. Carrier.Kinds];

    [Theory]
    [MemberData(nameof(Places))]
    public void An_empty_block_is_accepted(PacketKinds kind)
    {
        Assert.True(Carrier.Judge(kind, Carrier.Companion(kind, 0)).IsNone);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_property_is_accepted_exactly_where_the_specification_lists_it(PacketKinds kind)
    {
        foreach (SpecificationTable.Row row in SpecificationTable.Rows.Values)
        {
            ReasonCode expected = (row.Places & kind) != 0 ? ReasonCode.Success : ReasonCode.ProtocolError;

            AssertCode(expected, kind, row.Id, [.. row.Bytes, .. Carrier.Companion(kind, row.Id)]);
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Only_User_Property_and_a_servers_Subscription_Identifier_may_repeat(PacketKinds kind)
    {
        foreach (SpecificationTable.Row row in SpecificationTable.Rows.Values.Where(row => (row.Places & kind) != 0))
        {
            bool repeats = row.Id == 0x26 || (row.Id == 0x0B && kind == PacketKinds.PublishFromServer);
            ReasonCode expected = repeats ? ReasonCode.Success : ReasonCode.ProtocolError;

            AssertCode(expected, kind, row.Id, [.. row.Bytes, .. row.Bytes, .. Carrier.Companion(kind, row.Id)]);
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_value_that_is_cut_short_is_malformed_at_every_offset(PacketKinds kind)
    {
        foreach (SpecificationTable.Row row in SpecificationTable.Rows.Values)
        {
            for (int length = 1; length < row.Bytes.Length; length++)
            {
                AssertCode(ReasonCode.MalformedPacket, kind, row.Id, row.Bytes[..length]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Unknown_identifiers_are_malformed(PacketKinds kind)
    {
        for (int id = 0; id < 128; id++)
        {
            if (!SpecificationTable.Rows.ContainsKey(id))
            {
                AssertCode(ReasonCode.MalformedPacket, kind, id, [(byte)id, 0x01]);
                AssertCode(ReasonCode.MalformedPacket, kind, id, [(byte)id]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Identifiers_of_several_bytes_are_malformed(PacketKinds kind)
    {
        foreach (string id in new[] { "8001", "FF7F", "808001", "FFFF7F", "80808001", "FFFFFF7F", "8000", "A600", "8080808001", "80" })
        {
            AssertCode(ReasonCode.MalformedPacket, kind, 0, [.. Convert.FromHexString(id), 0x01]);
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_Property_Length_beyond_the_packet_or_not_shortest_is_malformed(PacketKinds kind)
    {
        byte[] body = Carrier.Body(kind, []);
        int at = Array.LastIndexOf(Carrier.Body(kind, Enumerable.Repeat((byte)0xEE, 200).ToArray()), (byte)0xC8); // 200 = C8 01
        foreach (string length in new[] { "7F", "FF01", "8000", "8080808001", "FFFFFF7F" })
        {
            byte[] broken = [.. body[..at], .. Convert.FromHexString(length), .. body[(at + 1)..]];
            PacketError error = Fuzz.AnyPacket.Read(TypeOf(kind), 0, broken, ProtocolVersion.V5, Carrier.SenderOf(kind), out _);

            Assert.Equal(ReasonCode.MalformedPacket, error.Code);
        }
    }

    private static PacketType TypeOf(PacketKinds kind)
    {
        string name = kind.ToString().Replace("FromClient", "", StringComparison.Ordinal).Replace("FromServer", "", StringComparison.Ordinal);
        return kind == PacketKinds.Will ? PacketType.Connect : Enum.Parse<PacketType>(name);
    }

    private static void AssertCode(ReasonCode expected, PacketKinds kind, int id, byte[] block)
    {
        PacketError error = Carrier.Judge(kind, block);
        Assert.True(expected == error.Code, $"property {id:X2} in {kind}: {error}, block {Convert.ToHexString(block)}");
    }
}
