namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>Tests that measure the memory of the process run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    internal const string Name = "measured alone";
}
