using Gmqtt.Admin.Http;
using Gmqtt.Services;

namespace Gmqtt.Admin.Subscriptions;

/// <summary>One shared group and who takes turns in it.</summary>
/// <param name="ShareName">The group's name.</param>
/// <param name="TopicFilter">What it shares.</param>
/// <param name="Members">The first hundred.</param>
/// <param name="MembersTotal">All of them.</param>
internal sealed record SharedGroup(string ShareName, string TopicFilter, IReadOnlyList<SharedMember> Members, int MembersTotal);

/// <summary>A member of a shared group.</summary>
internal sealed record SharedMember(string ClientId, uint Qos, bool Connected, uint QueueLen, uint InflightLen);

/// <summary>Groups of one page.</summary>
internal sealed record SharedGroupList(IReadOnlyList<SharedGroup> Groups, int TotalCount, string? Next);

/// <summary>The shared groups there are.</summary>
internal sealed class SharedGroups(IServer server)
{
    private const int MembersShown = 100;
    private static readonly SubscriptionQuery Shared = new() { System = false, NonShared = false };

    internal SharedGroupList List(PageRequest page)
    {
        var groups = server.SubscriptionService.Find(Shared).GroupBy(s => (s.Subscription.ShareName!, s.Subscription.TopicFilter)).ToList();
        var sorted = groups.OrderBy(g => g.Key.Item1, StringComparer.Ordinal).ThenBy(g => g.Key.TopicFilter, StringComparer.Ordinal).Where(g => IsBehind(page, g.Key));
        var rows = Rows<IGrouping<(string Name, string Filter), ClientSubscription>>.Read(sorted, page);
        return new SharedGroupList([.. rows.Items.Select(Describe)], groups.Count, rows.HasMore ? Cursor.Encode(rows.Items[^1].Key.Name, rows.Items[^1].Key.Filter) : null);
    }

    private static bool IsBehind(PageRequest page, (string Name, string Filter) key)
    {
        if (page.After is not [var name, var filter]) return true;
        var order = string.CompareOrdinal(key.Name, name);
        return order > 0 || (order == 0 && string.CompareOrdinal(key.Filter, filter) > 0);
    }

    private SharedGroup Describe(IGrouping<(string Name, string Filter), ClientSubscription> group)
    {
        var members = group.OrderBy(s => s.ClientId, StringComparer.Ordinal).Take(MembersShown).Select(Member).ToList();
        return new SharedGroup(group.Key.Name, group.Key.Filter, members, group.Count());
    }

    private SharedMember Member(ClientSubscription member)
    {
        var session = server.ClientService.GetSession(member.ClientId);
        return new SharedMember(
            member.ClientId, (uint)member.Subscription.QoS, session?.IsConnected ?? false, (uint)(session?.QueuedMessages ?? 0), (uint)(session?.InflightMessages ?? 0));
    }
}
