namespace Gmqtt.Interop.Tests.Live;

/// <summary>Tests of one class share a broker. No client of theirs provokes an error line, so each such line is a fault of the broker and of the test that saw it.</summary>
public abstract class LiveTest(LiveBroker broker) : IClassFixture<LiveBroker>, IDisposable
{
    internal LiveBroker Broker { get; } = broker;

    public void Dispose()
    {
        Broker.AssertNoErrors();
        GC.SuppressFinalize(this);
    }
}
