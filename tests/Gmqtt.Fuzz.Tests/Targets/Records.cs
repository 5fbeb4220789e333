using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Fuzz.Tests.Targets;

/// <summary>What a store gives back: the first byte says the table, the second whether the checksum fits, so that damage behind a checksum that fits is read, too.</summary>
internal static class Records
{
    private const ulong Number = 7;
    private static readonly StoreTable[] Tables = Enum.GetValues<StoreTable>();
    private static readonly byte[] Filter = "$share/g/a/#"u8.ToArray();

    internal static IReadOnlyList<byte[]> Seeds { get; }
        = [.. Tables.SelectMany(t => ((int[])[6, 20, 60]).Select(size => (byte[])[(byte)Array.IndexOf(Tables, t), 1, .. Enumerable.Range(0, size).Select(i => (byte)(i % 5))]))];

    internal static void Run(byte[] bytes)
    {
        if (bytes.Length < 2 + RecordFormat.HeaderSize) return;
        var table = Tables[bytes[0] % Tables.Length];
        var value = bytes.AsSpan(2).ToArray();
        if ((bytes[1] & 1) == 1) RecordFormat.Seal(value, KeyOf(table));
        try
        {
            Read(table, value);
        }
        catch (RecordException)
        {
        }
    }

    private static uint KeyOf(StoreTable table) => table switch
    {
        StoreTable.Subscription => Checksum.Add(RecordDecoder.Key(table, Number), Filter),
        StoreTable.Retained => Checksum.Add(Checksum.Begin(table), Filter),
        StoreTable.Flight => Checksum.Add(RecordDecoder.Key(table, Number), Number),
        _ => RecordDecoder.Key(table, Number),
    };

    private static void Read(StoreTable table, byte[] value)
    {
        switch (table)
        {
            case StoreTable.Session:
                RecordDecoder.Session(Number, value);
                break;
            case StoreTable.Subscription:
                RecordDecoder.Subscription(Number, Filter, value);
                break;
            case StoreTable.Will:
                RecordDecoder.Will(Number, value);
                break;
            case StoreTable.Retained:
                RecordDecoder.Retained(Filter, value);
                break;
            case StoreTable.Message:
                RecordDecoder.Message(Number, value);
                break;
            case StoreTable.Queue:
                ReadQueue(value);
                break;
            case StoreTable.Flight:
                RecordDecoder.Marked(default, value);
                break;
            case StoreTable.Holders:
                RecordDecoder.Holders(Number, value);
                break;
        }
    }

    /// <summary>The entry is a part of its value and has a checksum of its own; a message may stand behind it.</summary>
    private static void ReadQueue(byte[] value)
    {
        var entry = value.AsSpan(RecordFormat.HeaderSize).ToArray();
        if (entry.Length < RecordFormat.HeaderSize) return;
        RecordFormat.Seal(entry, Checksum.Add(RecordDecoder.Key(StoreTable.Queue, Number), Number));
        byte[] whole = [.. BitConverter.GetBytes(entry.Length), .. entry];
        RecordDecoder.Queue(Number, Number, whole, out _);
        RecordDecoder.Queue(Number, Number, value, out _);
    }
}
