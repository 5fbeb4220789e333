using Gmqtt.Admin.Http;

namespace Gmqtt.Admin.Clients;

/// <summary>Many clients at once.</summary>
internal sealed class DisconnectRequest
{
    /// <summary>Whose connections end; at most 1000.</summary>
    public required IReadOnlyList<string> ClientIds { get; set => field = ItemList.WithoutNull(value, "client_ids"); }

    /// <summary>For MQTT 5.0 clients.</summary>
    public string? Reason { get; set; }

    /// <summary>Whether their sessions end too.</summary>
    public bool Terminate { get; set; }
}

/// <summary>What became of them.</summary>
/// <param name="Done">Those that had something to end.</param>
/// <param name="NotFound">Those that had nothing.</param>
internal sealed record DisconnectAnswer(IReadOnlyList<string> Done, IReadOnlyList<string> NotFound);

/// <summary>Disconnects many clients.</summary>
internal sealed class ClientKick(ClientAdmin clients)
{
    internal async Task<DisconnectAnswer> RunAsync(DisconnectRequest request, CancellationToken cancellationToken)
    {
        if (request.ClientIds.Count is 0 or > PageQuery.MostRows) throw RequestRefusedException.BadField("client_ids", $"1 to {PageQuery.MostRows} clients");
        var (done, missing) = (new List<string>(), new List<string>());
        foreach (var id in request.ClientIds)
        {
            (await clients.DeleteAsync(id, request.Terminate, request.Reason, cancellationToken) ? done : missing).Add(id);
        }

        return new DisconnectAnswer(done, missing);
    }
}
