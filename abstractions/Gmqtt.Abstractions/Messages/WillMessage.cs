namespace Gmqtt.Messages;

/// <summary>The Will of a session: a message and how long to wait before it is published.</summary>
/// <param name="Message">What is published.</param>
/// <param name="Delay">Will Delay Interval; zero for MQTT 3.x.</param>
public sealed record WillMessage(Message Message, TimeSpan Delay);
