using Gmqtt.Admin.Http;
using Microsoft.AspNetCore.Mvc;

namespace Gmqtt.Admin.Messages;

/// <summary>How much of each payload an answer shows.</summary>
internal sealed class PayloadQuery
{
    private const int Default = 4 * 1024;
    private const int Most = 256 * 1024;
    private const int MostOfAList = 4 * 1024 * 1024;

    /// <summary>Bytes of each payload that are shown, 0 to 262144; 4096 when left out. A list shows less of each where all together would be more than 4 MiB.</summary>
    [FromQuery(Name = "payload_limit")]
    public int? Limit { get; init; }

    /// <summary>Checks it, for an answer with that many messages.</summary>
    internal int Check(int messages = 1)
    {
        if (Limit is < 0 or > Most) throw RequestRefusedException.BadField("payload_limit", $"0 to {Most} bytes");
        return Math.Min(Limit ?? Default, MostOfAList / Math.Max(messages, 1));
    }
}
