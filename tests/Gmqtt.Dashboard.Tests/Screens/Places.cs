namespace Gmqtt.Dashboard.Tests.Screens;

/// <summary>Every screen, and every part of one, by the name of its picture and where it is.</summary>
internal static class Places
{
    internal static readonly (string Name, string Place)[] All =
    [
        ("overview", "overview"),
        ("clients", "clients"),
        ("client", "clients/line-3-press"),
        ("client-subscriptions", "clients/line-3-press?tab=subscriptions"),
        ("client-queue", "clients/archive?tab=queue"),
        ("client-inflight", "clients/line-3-press?tab=inflight"),
        ("client-timeline", "clients/line-3-press?tab=timeline"),
        ("client-explain", "clients/line-3-press?tab=explain"),
        ("subscriptions", "subscriptions"),
        ("subscriptions-search", "subscriptions?tab=search"),
        ("shared-groups", "subscriptions?tab=shared"),
        ("topics", "topics?filter=plant%2F%23"),
        ("trace", "trace"),
        ("access-rules", "access"),
        ("access-bench", "access?tab=bench"),
        ("access-accounts", "access?tab=accounts"),
        ("access-roles", "access?tab=roles"),
        ("access-groups", "access?tab=groups"),
        ("access-bans", "access?tab=bans"),
        ("mqtt", "mqtt"),
        ("plugins", "plugins"),
        ("configuration", "configuration"),
        ("audit", "audit"),
    ];
}
