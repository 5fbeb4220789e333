namespace Gmqtt.Protocol.Tests.Properties;

/// <summary>Table 2-4 of the specification, copied by hand and independent of the product's table: identifier, type, places.</summary>
internal static class SpecificationTable
{
    private const string Table = """
        01 byte   Publish Will
        02 four   Publish Will
        03 string Publish Will
        08 string Publish Will
        09 binary Publish Will
        0B varint PublishFromServer Subscribe
        11 four   Connect ConnAck DisconnectFromClient
        12 string ConnAck
        13 two    ConnAck
        15 string Connect ConnAck Auth
        16 binary Connect ConnAck Auth
        17 byte   Connect
        18 four   Will
        19 byte   Connect
        1A string ConnAck
        1C string ConnAck DisconnectFromServer
        1F string ConnAck PubAck PubRec PubRel PubComp SubAck UnsubAck Disconnect Auth
        21 two    Connect ConnAck
        22 two    Connect ConnAck
        23 two    Publish
        24 byte   ConnAck
        25 byte   ConnAck
        26 pair   Connect ConnAck Publish Will PubAck PubRec PubRel PubComp Subscribe SubAck Unsubscribe UnsubAck Disconnect Auth
        27 four   Connect ConnAck
        28 byte   ConnAck
        29 byte   ConnAck
        2A byte   ConnAck
        """;

    public static IReadOnlyDictionary<int, Row> Rows { get; } = Table.Split('\n').Select(Parse).ToDictionary(row => row.Id);

    private static Row Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        PacketKinds places = words.Skip(2).Aggregate(PacketKinds.None, (all, word) => all | Enum.Parse<PacketKinds>(word));
        return new Row(Convert.ToInt32(words[0], 16), words[1], places);
    }

    public sealed record Row(int Id, string Type, PacketKinds Places)
    {
        /// <summary>The property with a legal value, as bytes.</summary>
        public byte[] Bytes => [(byte)Id, .. Value];

        private byte[] Value => Type switch
        {
            "byte" => [0x01],
            "two" => [0x00, 0x05],
            "four" => [0x00, 0x00, 0x00, 0x05],
            "varint" => [0x80, 0x01],
            "binary" => [0x00, 0x02, 0x00, 0xFF],
            "string" => [0x00, 0x02, 0x61, 0x62],
            _ => [0x00, 0x01, 0x61, 0x00, 0x01, 0x62],
        };
    }
}
