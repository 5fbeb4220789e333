using System.Text;
using System.Text.Json;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Stores.Disk;

/// <summary>Writes rows as JSON objects, one a line: table, key, what the row says as far as it can be read, and the value itself.</summary>
internal sealed class DiskDump(TextWriter output)
{
    internal void Write(StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("table", DiskTables.NameOf(table));
            json.WriteString("key", StoreKey.Describe(table, key));
            try
            {
                Describe(json, table, key, value);
            }
            catch (RecordException exception)
            {
                json.WriteString("fault", exception.Message);
            }

            json.WriteBase64String("keyBytes", key);
            json.WriteBase64String("value", value);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static void Describe(Utf8JsonWriter json, StoreTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (table)
        {
            case StoreTable.Session:
                var session = RecordDecoder.Session(StoreKey.First(key), value);
                json.WriteString("clientId", session.ClientId);
                json.WriteNumber("expirySeconds", session.ExpirySeconds);
                json.WriteNumber("disconnectedAt", session.DisconnectedAt);
                break;
            case StoreTable.Subscription:
                json.WriteString("qos", RecordDecoder.Subscription(StoreKey.First(key), StoreKey.Name(key), value).QoS.ToString());
                break;
            case StoreTable.Will:
                var will = RecordDecoder.Will(StoreKey.First(key), value);
                json.WriteNumber("dueAt", will.DueAt);
                Describe(json, will.Message);
                break;
            case StoreTable.Queue:
                var entry = RecordDecoder.Queue(StoreKey.First(key), StoreKey.Second(key), value, out var message);
                json.WriteString("qos", entry.QoS.ToString());
                json.WriteNumber("packetId", entry.PacketId);
                json.WriteNumber("expiresAt", entry.ExpiresAt);
                if (entry.MessageId != 0) json.WriteString("message", $"{entry.MessageId:x}");
                else Describe(json, message);
                break;
            case StoreTable.Message:
                Describe(json, RecordDecoder.Message(StoreKey.First(key), value));
                break;
            case StoreTable.Retained:
                Describe(json, RecordDecoder.Retained(key, value));
                break;
            case StoreTable.Meta:
                DiskMeta.Check(key, value);
                break;
            default:
                StateTeller.Check(table, key, value);
                break;
        }
    }

    private static void Describe(Utf8JsonWriter json, in MessageRecord message)
    {
        json.WriteString("topic", message.Topic);
        json.WriteNumber("arrivedAt", message.ArrivedAt);
        json.WriteNumber("payloadBytes", message.Payload.Length);
    }
}
