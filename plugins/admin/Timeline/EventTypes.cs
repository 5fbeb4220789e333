namespace Gmqtt.Admin.Timeline;

/// <summary>What can happen to a client.</summary>
internal static class EventTypes
{
    internal const string AcceptDenied = "accept_denied";
    internal const string Refused = "refused";
    internal const string Connected = "connected";
    internal const string ReAuthenticationDenied = "reauthentication_denied";
    internal const string SessionCreated = "session_created";
    internal const string SessionResumed = "session_resumed";
    internal const string SessionTerminated = "session_terminated";
    internal const string Subscribed = "subscribed";
    internal const string SubscribeDenied = "subscribe_denied";
    internal const string Unsubscribed = "unsubscribed";
    internal const string UnsubscribeDenied = "unsubscribe_denied";
    internal const string Disconnected = "disconnected";
    internal const string MessageDropped = "message_dropped";
    internal const string WillPublished = "will_published";
    internal const string WillDenied = "will_denied";

    internal static readonly string[] All =
    [
        AcceptDenied, Refused, Connected, ReAuthenticationDenied, SessionCreated, SessionResumed, SessionTerminated, Subscribed, SubscribeDenied, Unsubscribed, UnsubscribeDenied,
        Disconnected, MessageDropped, WillPublished, WillDenied,
    ];
}
