namespace Gmqtt.Broker.Stores.Records;

/// <summary>A value that cannot be read; whoever knows where it stood makes a <see cref="StoreCorruptException"/> of it.</summary>
internal sealed class RecordException(string message) : Exception(message);
