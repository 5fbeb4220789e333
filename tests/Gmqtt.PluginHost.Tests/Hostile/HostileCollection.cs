namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>One after the other and beside no other test: hostile plugins block threads, fill memory and make the collector run.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HostileCollection
{
    internal const string Name = "hostile plugins";
}
