using Gmqtt.Mqtt;

namespace Gmqtt.Admin.Timeline;

/// <summary>Something that happened to a client.</summary>
internal sealed record ClientEvent
{
    /// <summary>Counts on while the plugin is loaded.</summary>
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ClientId { get; init; }

    public string Username { get; init; } = "";

    public string RemoteAddr { get; init; } = "";

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The MQTT Reason Code as a number.</summary>
    public int Code { get; init; }

    /// <summary>The Reason Code in words; empty for success.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Of what, and what was said about it.</summary>
    public string Detail { get; init; } = "";

    /// <summary><c>Not authorized</c> for NotAuthorized; names of the specification, in words.</summary>
    internal static string Words(ReasonCode code)
    {
        if (code < ReasonCode.UnspecifiedError) return "";
        var name = code.ToString();
        return string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) && !char.IsUpper(name[i - 1]) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));
    }
}

/// <summary>Events of one page, the latest first.</summary>
internal sealed record EventList(IReadOnlyList<ClientEvent> Events, string? Next);
