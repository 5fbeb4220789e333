using System.Globalization;
using Gmqtt.Chaos.Early;

namespace Gmqtt.Chaos.Brokers;

/// <summary>This broker, broken on purpose: it acknowledges before it has committed.</summary>
internal sealed class EarlyBroker(string directory) : BrokerUnderTest(directory)
{
    protected override Child Begin() => Child.Start(
        Path.Combine(AppContext.BaseDirectory, "gmqtt-chaos"), [EarlyHost.Command, Path.Combine(Directory, "data")], Path.Combine(Directory, "broker.log"), EarlyHost.Ready);

    protected override int PortOf(string readyLine) => int.Parse(readyLine.Split(EarlyHost.Ready)[1], CultureInfo.InvariantCulture);
}
