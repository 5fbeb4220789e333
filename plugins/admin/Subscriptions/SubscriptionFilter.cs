using Gmqtt.Admin.Http;
using Gmqtt.Services;
using Microsoft.AspNetCore.Mvc;

namespace Gmqtt.Admin.Subscriptions;

/// <summary>The parameters of <c>GET /v1/filter_subscriptions</c>, as gmqtt has them.</summary>
internal sealed class SubscriptionFilter
{
    private const int DefaultLimit = 20;

    /// <summary>Only this client's.</summary>
    [FromQuery(Name = "client_id")]
    public string? ClientId { get; init; }

    /// <summary>Numbers with commas between: 1 filters that begin with $, 2 shared, 3 all others. Empty for all three.</summary>
    [FromQuery(Name = "filter_type")]
    public string? FilterType { get; init; }

    /// <summary>1: the filter is topic_name; 2: the filter matches topic_name. Left out: topic_name is not looked at.</summary>
    [FromQuery(Name = "match_type")]
    public int? MatchType { get; init; }

    /// <summary>What match_type looks for.</summary>
    [FromQuery(Name = "topic_name")]
    public string? TopicName { get; init; }

    /// <summary>Most subscriptions of the answer; 20 when left out, at most 1000, which a negative number means too.</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    internal int CheckedLimit => Limit switch
    {
        null or 0 => DefaultLimit,
        < 0 => PageQuery.MostRows,
        <= PageQuery.MostRows => Limit.Value,
        _ => throw RequestRefusedException.BadField("limit", $"at most {PageQuery.MostRows}; GET /v1/subscriptions has pages"),
    };

    internal SubscriptionQuery Check()
    {
        var (system, shared, others) = Types();
        if (MatchType is not (null or 0 or 1 or 2)) throw RequestRefusedException.BadField("match_type", "1 for the same filter, 2 for filters that match topic_name");
        if (MatchType is 1 or 2 && string.IsNullOrEmpty(TopicName)) throw RequestRefusedException.BadField("topic_name", "is needed with match_type");
        if (MatchType is 2 && TopicName!.AsSpan().ContainsAny('+', '#')) throw RequestRefusedException.BadField("topic_name", "is a topic, without wildcards, with match_type 2");
        return new SubscriptionQuery
        {
            ClientId = string.IsNullOrEmpty(ClientId) ? null : ClientId,
            FullTopicFilter = MatchType is 1 ? TopicName : null,
            MatchesTopicName = MatchType is 2 ? TopicName : null,
            System = system,
            Shared = shared,
            NonShared = others,
        };
    }

    private (bool System, bool Shared, bool Others) Types()
    {
        if (string.IsNullOrEmpty(FilterType)) return (true, true, true);
        var types = FilterType.Split(',', StringSplitOptions.TrimEntries);
        return types.All(t => t is "1" or "2" or "3")
            ? (types.Contains("1"), types.Contains("2"), types.Contains("3"))
            : throw RequestRefusedException.BadField("filter_type", "1, 2 and 3 with commas between: filters that begin with $, shared, all others");
    }
}
