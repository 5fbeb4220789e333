using CsCheck;

namespace Gmqtt.Stores.Tests.Model;

/// <summary>What happens next. Numbers choose among what there is; a step that makes no sense now does nothing, so that any part of a script is a script too and it can be shortened.</summary>
/// <param name="Act">What.</param>
/// <param name="Client">Whose; one of <see cref="Clients"/>.</param>
/// <param name="First">Which filter, topic, expiry or acknowledgement.</param>
/// <param name="Second">Which QoS, window or version.</param>
/// <param name="Flag">Clean Start, or whether a QoS 2 message is completed at once.</param>
internal sealed record Step(Act Act, int Client, int First, int Second, bool Flag)
{
    internal const int Clients = 3;

    internal static readonly string[] Topics = ["a", "a/b", "b"];
    internal static readonly string[] Filters = ["a", "a/#", "+/b", "#"];
    internal static readonly uint[] Expiries = [1000, 5000, 0];

    private static readonly Gen<Act> Acts = Gen.Frequency(
        (6, Gen.Const(Act.Publish)), (5, Gen.Const(Act.Connect)), (3, Gen.Const(Act.Subscribe)), (4, Gen.Const(Act.Acknowledge)), (1, Gen.Const(Act.AcknowledgeAll)),
        (2, Gen.Const(Act.Drop)), (1, Gen.Const(Act.Disconnect)), (1, Gen.Const(Act.Unsubscribe)), (1, Gen.Const(Act.PublishAgain)), (1, Gen.Const(Act.Release)), (1, Gen.Const(Act.Wait)),
        (1, Gen.Const(Act.Crash)), (1, Gen.Const(Act.Restart)));

    internal static Gen<List<Step>> Scripts { get; }
        = Gen.Select(Acts, Gen.Int[0, Clients - 1], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Bool, (act, client, first, second, flag) => new Step(act, client, first, second, flag)).List[1, 60];

    internal int QoS => Second % 3;

    internal string Topic => Topics[First % Topics.Length];

    internal string Filter => Filters[First % Filters.Length];

    internal uint Expiry => Expiries[First % Expiries.Length];

    internal int Version => Second < 4 ? 5 : 4;

    /// <summary>Receive Maximum of the CONNECT; 0 for none.</summary>
    internal int Window => Second % 3;

    public override string ToString() => Act switch
    {
        Act.Connect => $"c{Client} connects, version {Version}, clean {Flag}, expiry {Expiry}, receive maximum {Window}",
        Act.Publish => $"c{Client} publishes to {Topic}, QoS {QoS}{(QoS == 2 ? Flag ? ", completes" : ", no PUBREL" : "")}",
        Act.Subscribe => $"c{Client} subscribes to {Filter}, QoS {QoS}",
        Act.Unsubscribe => $"c{Client} unsubscribes from {Filter}",
        Act.Acknowledge => $"c{Client} acknowledges number {First} of what it can",
        Act.Disconnect => $"c{Client} sends DISCONNECT{(Flag ? $" with expiry {Expiry}" : "")}",
        Act.Wait => $"{(Flag ? 600 : 60)} seconds pass",
        Act.Crash or Act.Restart => $"{Act} of the broker",
        _ => $"c{Client} {Act}",
    };
}
