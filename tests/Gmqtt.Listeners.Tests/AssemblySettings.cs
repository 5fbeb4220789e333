using System.Runtime.Versioning;

// Several tests count the process's descriptors or change its limits.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: SupportedOSPlatform("linux")]
