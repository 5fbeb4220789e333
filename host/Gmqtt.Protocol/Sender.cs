namespace Gmqtt.Protocol;

/// <summary>Which side wrote a packet; some properties and Reason Codes are legal in one direction only.</summary>
public enum Sender : byte
{
    /// <summary>The client: what a broker reads.</summary>
    Client = 0,

    /// <summary>The server: what a client, a test or a load generator reads.</summary>
    Server = 1,
}
